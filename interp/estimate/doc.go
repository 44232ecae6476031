// Package estimate is arithmetic of numbers with statistical errors, and where such numbers come
// from: independent samples, Markov chains, importance weights.
//
// An Estimate remembers which independent measurements (Base) it was computed from and how strongly it
// depends on each, so that x - x is exactly 0 and the errors of different measurements add in
// quadrature. Errors are standard errors, propagated to first order.
//
// Begin reading at Estimate in estimate.go. Printing is in format.go, samples and importance weights
// in moments.go, Markov chains in chains.go.
package estimate
