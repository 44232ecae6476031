// Package exec plans and runs graphs.
//
// Compile turns the nodes that outputs need into a Plan; Run evaluates it. Whatever the graph
// says (a density, a draw, a gradient, an average) there is only evaluation in the right order.
//
// # Where values live
//
// Samples are the innermost axis. An element of a node with a Lane axis is a row: the values of one
// tile of samples, side by side. An element of any other node is one number. A slot names
// either, and every operand is a table of slots, so that renamed axes, constant gathers and
// constant guards cost nothing: they are other tables of the same slots.
//
// # When values are computed
//
// Stages alternate: numbers of stage 0; then for each Lane axis a loop over its tiles; then what
// depends on reductions along the lane, stage 1; and so on. Each loop adds up its reductions in
// groups of tiles, and the groups are merged as a fixed tree, so that the number of workers
// never changes a bit. Rows that a later loop reads are kept for all tiles.
//
// Recurrences, and the draws of a model are recurrences too, are evaluated element by element, in
// the order of their levels. Blocks of levels share their early terms: what a block of draws takes
// from earlier blocks is one matrix product.
//
// # What makes a step fast
//
// A tile goes through the whole loop before the next one, so that its rows stay in the second-level cache; rows that
// nothing reads any more are used again (place.go). Within a tile there are four ways to save a pass over rows. A sum of
// products begins with the numbers that are added to it, or goes on with the rows that it is added to (place.go: hosts).
// A product that one sum or difference reads is computed on the way (inline.go), as are the derivatives of tanh and
// sigmoid (fuse.go). Steps with the same row pattern run strip by strip, eight rows of each in turn, so that what one
// writes the next finds in the first-level cache: which steps may run so is decided by the rows that they read and
// write, whatever they compute (strip.go, cut.go). And factors of a sum over samples are multiplied in the order
// that leaves the fewest elements, numbers with the smallest rows (contraction.go).
//
// Rows that do not all stay in the second-level cache are read range by range: all panels of a product, and all blocks of a
// sum over samples, read those of one range before the next (step_lane.go). For that, several blocks of draws begin
// deep sums together (emit_region.go).
//
// Rows that a later loop reads are kept, unless that takes more memory than there may be: then that loop computes them
// once more from random numbers, inputs and draws (recompute.go).
//
// cost.go predicts what a step should take, from its arithmetic and traffic and from a few constants of the machine;
// measure.go times a run step by step, and dump.go shows one beside the other.
//
// # Where to begin
//
// exec.go is the interface and plan.go the whole of Compile. A planner goes through these questions: what
// there is to compute (value.go, lower.go; sums of products in contraction.go, open.go; fuse.go), in which order
// (order.go), which element stands for which other (view.go), which elements are needed (demand.go) and which of these are equal (number.go), in
// which loop (stage.go, delay.go; recompute.go), what is computed on the way (inline.go), where values live
// (place.go). The files emit_*.go then write steps, which
// step_*.go, flat_products.go, linalg.go and angle.go run, and strip.go arranges those of a loop; run.go drives the loops,
// with the workers of crew.go. cache.go keeps plans, by the keys of key.go. bad.go looks for what made a result not
// finite.
package exec
