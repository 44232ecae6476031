package ad

// Override gives an operation of one argument another derivative, f(x, y) at its argument x and value y, until undo is
// called. It makes wrong rules for tests of what shall find them.
func Override(op Op, f func(g *Graph, x, y *Node) *Node) (undo func()) {
	old := partials[op]
	rule(op, f)
	return func() { partials[op] = old }
}
