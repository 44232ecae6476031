package lang

import "strings"

// Print writes a node on one line in canonical form.
func Print(n Node) string { return strings.Join(strings.Fields(n.Span().slice()), " ") }
