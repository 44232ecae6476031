// Package repl is Gibbs at the prompt: statements over several lines, history, completion, and commands that
// begin with a colon.
//
// Begin with Run in repl.go. What a line means is package interp's affair (interp.Prompt); line.go is the only file that
// knows of the terminal, and complete.go of the Tab key.
package repl
