// Package formulatest reads LaTeX strictly, and compiles it where LaTeX is installed.
package formulatest
