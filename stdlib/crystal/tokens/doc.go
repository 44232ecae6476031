// Package tokens reads crystals written as tokens: a space group, and for each inequivalent site a
// Wyckoff letter, an element and fractional coordinates, and then a lattice (CrystalFormer,
// arXiv:2403.15734).
//
// A file holds one JSON object a line, in plain text or compressed by gzip, with the members
//
//	g  the space group, 1 to 230
//	W  the letters, a = 1 … z = 26, A = 27, in ascending order
//	A  the elements, 1 to 118
//	X  the fractional coordinates of each site, in [0, 1)
//	L  the lattice: a, b, c in Å over N^(1/3), α, β, γ in radians
//	N  the atoms in the conventional cell
//
// Other members are not read. What a group allows (how many letters, which coordinates are free)
// is not checked here.
package tokens
