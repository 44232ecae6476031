// Package cell holds a crystal as a list of atoms in a cell: lengths in Å,
// angles in degrees, fractional coordinates. It knows no symmetry.
package cell
