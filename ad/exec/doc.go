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
// # Where to begin
//
// exec.go is the interface and plan.go the whole of Compile. A planner goes through these questions: what
// there is to compute (value.go, lower.go; sums of products in contraction.go, open.go; fuse.go), in which order
// (order.go), which element stands for which other (view.go), which elements are needed (demand.go), in
// which loop (stage.go, delay.go), where values live (place.go). The files emit_*.go then write steps, which
// step_*.go and flat_products.go run; run.go drives the loops. bad.go looks for what made a result not
// finite.
package exec
