// Package files reads and writes numbers: tables of text (CSV), NumPy arrays (.npy, .npz) and
// safetensors, and it writes files whole or not at all.
//
// Files come from outside, so nothing in them is believed: a header that promises more than the
// file holds is refused before memory is taken, and every error names the file, the place and the
// cause. Begin with read.go, which chooses by extension; atomic.go is the way all files are
// written.
package files
