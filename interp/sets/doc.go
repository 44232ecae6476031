// Package sets holds the index sets of Gibbs: ranges, labels, products, subsets, sorted sets and
// lattices. A Set is pure data: its elements are the positions 0..Size-1, and everything else (the
// integer, the label, the site at a position) is looked up.
//
// When two sets are the same is the heart of the package. Sets of integers and of labels are the
// same when they list the same elements; a lattice is the same only as itself; subsets of one
// parent are the same when they have the same elements; products compare factor by factor; a
// sorted set is never the same as the set it reorders.
//
// Begin with set.go (the kinds of set), then relate.go (Same, Common, Embed), then lattice.go and
// bonds.go (unit cells and bonds by distance).
package sets
