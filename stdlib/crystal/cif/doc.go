// Package cif reads and writes crystals: CIF 1.1 (Hall, Allen, Brown, Acta
// Cryst. A47, 655 (1991)) as files of structures use it.
package cif
