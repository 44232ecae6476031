// Package stdlib is the standard library of Gibbs: modules written in Gibbs, embedded, and the functions, objects and
// readers of files written in Go that some of them rest on.
//
//   - van.gp: variational autoregressive networks
//   - nets.gp: feed-forward networks
//   - ising.gp: exact and approximate results for the Ising model; its functions written in Go are in ising.go and rest on
//     package exact
//   - crystal.gp: a model of crystals; crystal.go has the functions on crystals, crystal_kinds.go the objects that they
//     take and return, crystal_model.go what the model needs. They rest on the packages below crystal.
//
// Begin with Library in library.go. A function in Go is an entry of a table: the names of its arguments, what it is in a
// sentence, and a Go function whose types say what it takes (see interp.Native); its name ends in _ if it only serves
// definitions in Gibbs. An object is a Go type with an interp.Kind: how it is written, its members and its formats.
package stdlib
