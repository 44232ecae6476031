// Package derive finds out, element by element, what depends on what in a graph.
//
// A draw, a hidden unit, a step of a recurrence is an element of a Ref: a leaf bound to its own
// definition. Whether such a definition has a beginning is a question about elements, not about
// nodes: s[i] may read s[j] for all j < i. Order answers it. It returns, for every element that
// is needed, the level at which it can be computed, or the shortest circle that stands in the way.
//
// Terms. An element of a node is a position on its axes other than the Lane axis, numbered
// row-major in the order of Node.Axes; samples never mix. A region is a set of nodes that read
// each other in a circle, through the bodies of Refs. What an element reads is told by
// Schedule.Reads, exactly:
//
//   - a guard (Select) whose condition is known reads one branch, and is that branch;
//   - a product with a known zero reads nothing; a sum skips terms that are known to be zero;
//   - a Sum of a product reads the factors themselves, term by term; its products need not exist;
//   - a Gather by constant positions is the element at that position; -1 reads nothing;
//   - a Gather by computed positions reads the positions and whatever they may select;
//   - And with a known 0, Or with a known 1 reads nothing; all else reads all its arguments.
//
// Known are: zeros of constant tables, elements of parameters that are structurally zero
// (Leaf.Index -1), values that follow from constants and positions alone, and what these decide
// (known.go).
//
// Begin with order.go; reads.go says what an element reads; walk.go computes levels; cycle.go
// finds the shortest circle. OneSiteAt (onesite.go) writes the change of an energy under a
// change of one site as a graph: terms.go takes the energy apart, touch.go finds which sites a term
// contains, substitute.go moves computed positions down to the leaves. Changes (changes.go) writes sums over
// arrays with few elements replaced as the sum before and the terms that differ. Naive (naive.go) is the
// slow and plain sampler that others are tested against; Cost (draws.go) counts operations.
package derive
