// Package formula writes programs as mathematics: as LaTeX for a paper, and as text with Unicode signs for a
// terminal.
//
// Both come from one walk over the syntax tree, so that sums stay sums with their bounds and names stay names. A
// Style says which is written; Lines makes rows of statements, whose relation signs stand below one another, and
// Align sets them. The LaTeX needs amsmath and amssymb.
//
// Names are read as physicists write them: λ and lambda are \lambda, W₁ and W1 are W_{1}, x_max is x_{\mathrm{max}},
// p.W is W^{(p)}. normal(m, s) is written with its variance, as is usual on paper.
package formula
