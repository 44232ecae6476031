// Package ad holds the graph of Gibbs in index notation, and what is derived from it by calculus.
//
// A Node is a function of the axes it carries, with one real value at each element. Nodes are
// built by the methods of Graph (Apply, Select, Reduce, Gather, Scatter), which simplify and
// share equal expressions. Grad, JVP and VJP are functions from graph to graph, so that they nest.
// Reference evaluates any node element by element: slow, plain, and what the fast engine is
// tested against.
//
// Begin reading with Node in graph.go, then the operations in ops.go and their values in table.go,
// then derivatives in grad.go with the one rule of each operation in partials.go.
package ad
