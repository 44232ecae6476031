// Package spacegroup has the 230 space groups of crystals: their names in the
// standard setting, their operations, computed from Hall symbols, and their
// Wyckoff positions, whose points are computed from one triplet each.
//
// Names and Hall symbols are those of spglib's table spg.csv (BSD-3): unique
// axis b, origin choice 2, hexagonal axes. Site symmetries and representative
// triplets are those of its table Wyckoff.csv.
package spacegroup
