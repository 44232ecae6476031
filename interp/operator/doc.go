// Package operator is the algebra of operators on finite spaces whose terms are all written out: products of
// Pauli matrices, spin ladders, and fermionic creators and annihilators, with complex coefficients.
//
// # Conventions
//
// A spin s is +1 or -1, and Z|s⟩ = s|s⟩, X|s⟩ = |-s⟩, Y|s⟩ = i s|-s⟩; Plus|-1⟩ = |1⟩, Minus|1⟩ = |-1⟩.
// Fermions anticommute in the order of their sites: |n⟩ = Π (c†_k)^(n_k)|0⟩ with k growing from left to right, so
// that c_k brings the sign of all occupied sites before k (Jordan and Wigner, 1928).
//
// # Where to begin
//
// Term in term.go is the type; Canonical in canonical.go decides equality; Matrix in matrix.go acts on vectors without
// ever being stored; Sectors in sectors.go finds what is conserved; Lowest in lanczos.go and Spectrum in dense.go find eigenvalues.
package operator
