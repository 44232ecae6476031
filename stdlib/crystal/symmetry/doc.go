// Package symmetry finds the space group of a crystal from its atoms alone,
// and the change of cell and origin that brings it to the standard setting.
package symmetry
