// Package kernel holds the loops over samples that all numerical work of Gibbs ends in: matrix products
// of small tiles, element-wise functions, reductions, gathers, small determinants and inverses, and counter-based random
// numbers.
//
// Everything is float64 and works on contiguous runs of samples. A matrix is a set of rows given by
// offsets into one slice, so that a gathered row costs no copy: row r of b is b[off[r] : off[r]+n].
//
// Each kernel has one meaning and up to three ways to compute it: the plain loop in the files named
// *_generic.go, which is also its specification, and assembly for AVX2 with FMA and for AVX-512, written
// by the generator in _gen. The machine chooses when the program starts; the environment variable
// GIBBS_KERNEL=generic|avx2|avx512 forces a path, and the build tag purego leaves the assembly out.
// Results of different paths may differ in the last bits of functions such as Exp. Within one path the value at
// a position depends on the arguments at this position alone, never on the length of the slice.
//
// The caller is trusted: slices that are too short panic, and a destination may be the same slice
// as an argument but must not overlap it in part.
//
// After a change in _gen, go generate writes the assembly anew.
//
// Begin reading at path.go (the table of kernels), then mul.go (matrix products), matrices.go and philox.go.
package kernel
