// Package stdlib is the standard library of Gibbs: modules written in Gibbs, embedded, and the
// functions written in Go that some of them rest on.
//
//   - van.gp: variational autoregressive networks
//   - nets.gp: feed-forward networks
//   - ising.gp: exact and approximate results for the Ising model; its functions written in Go are
//     in ising.go and rest on package exact
//
// Begin with Library in library.go.
package stdlib
