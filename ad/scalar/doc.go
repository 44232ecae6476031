// Package scalar computes with nodes element by element in an algebra of one's choice.
//
// A Walker writes an element of a node out: sums into their terms, recurrences into their steps, reads into what is
// read. What it computes with is an Algebra: expressions in a canonical form (Table), which simplify, expand and collect
// formulas, or truncated power series (Series), which are Taylor polynomials.
//
// The canonical form has few rules, all of which keep the value wherever both forms have one: terms and factors that are
// alike are put together, numbers are computed, exp and log undo each other, exponentials multiply by adding their
// exponents, and odd and even functions take the sign of their argument out.
package scalar
