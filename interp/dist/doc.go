// Package dist is the table of probability distributions: one row each, with everything that Gibbs
// knows about it. Density and draw are functions on the graph, so whatever is derived from a
// model (its sampler, its gradients, its enumeration) follows from the row.
//
// A density and a draw of one row read the same nodes, and both are tested against each other.
// Densities are logarithms from the start: nothing is exponentiated that is a logarithm again later.
//
// Begin reading at Row in row.go; the rows themselves are in discrete.go, real.go and vector.go.
package dist
