// Package export writes nodes of a graph as functions of other languages. A Target writes a Module: functions, and the
// parameters that they read. NumPy and JAX are the targets of this file's package that write Python.
//
// In Python every node is an array whose last axes are those of the node, in the order of their IDs. What depends on an
// argument or a draw may have axes of samples in front: the source broadcasts over them (writer.go, index.go). Truth values and
// whole numbers are float64, as in the graph. Nodes that are read once stand where they are read; others are named, by
// their names in the program where these are known. Sums of products are contractions. Tables stand once, at the head of the file.
//
// A recurrence becomes a loop along the axis that orders it, else a loop that computes all of its elements until the last one is
// right (loop.go). Both branches of a guard are evaluated and one is chosen, but where a branch is not taken its
// logarithms, quotients and powers get a harmless argument, so that neither they nor their slopes are infinite (guard.go). A
// product with a zero of a table is zero, whatever its other factor is. A position outside of its axis reads 0 where
// a guard stands before it, else NaN; one that is scattered to adds nothing.
//
// Begin with target.go, then python.go and writer.go; table.go has the row of each operation.
package export
