// Package export writes nodes of a graph as functions of other languages: NumPy and JAX.
//
// A Function becomes one Python function of its parameters and arguments. Every node becomes one
// assignment, an array with the node's axes in the order of their IDs; axes that an argument lacks
// are inserted, so that the source is vectorised over samples as over everything else. Truth values
// and whole numbers are float64, as in the graph. Constants stand in the source. Sizes of axes
// are fixed; functions of JAX go through jax.vmap and jax.jit for any number of samples.
//
// The row of each operation is in table.go; what has no row, draws, and recurrences are refused by
// *Unsupported. Both branches of a guard are evaluated and one is chosen: values are those of the
// graph, but JAX's own derivatives at the edge of a guard may not be finite; export the graph's
// derivative (ad.Grad) instead. A position outside its axis reads NaN, and
// one that is scattered to adds nothing.
package export
