// Package lang reads and writes the text of Gibbs programs. It knows characters,
// statements, the syntax tree, positions, diagnostics and the canonical layout; it
// knows no meaning.
//
// A text goes through three passes:
//
//   - the scanner (lex.go) turns characters into tokens: mathematical signs and their
//     ASCII twins become the same token, names take their normal form;
//   - the layout (layout.go) pairs brackets and decides which ends of lines end a
//     statement;
//   - the reader (read.go) reads each statement alone, so that a bad one costs one
//     diagnostic. The heads of statements are a participle grammar (grammar.go);
//     expressions are read by precedence climbing (expr.go) over the table Operators.
//
// The tree is in ast.go. Print writes any node on one line; Format lays out a whole
// source as `gibbs fmt` does. Diagnostics are data (diag.go), shown by Render; their
// codes are registered in codes.go.
//
// Begin with Parse in read.go.
package lang
