// Package manual holds examples of the names of the language and of the library: programs with what they print. A test runs
// them all.
package manual
