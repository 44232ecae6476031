// Package crystal has crystals as CrystalFormer writes them (arXiv:2403.15734):
// a space group, its occupied Wyckoff positions, each with an element and the
// coordinates of its first point, and the lattice of the conventional cell.
//
// Parse and Text read and write such a crystal as a line; Tokenize finds it in
// a list of atoms; Cell is the list of its atoms; Record and FromRecord change
// it to the numbers of a training set and back.
package crystal
