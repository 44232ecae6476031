package interp

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
)

// maxFormula bounds the depth of the formulas in messages; deeper parts are dots.
const maxFormula = 4

// describe writes a node as a short formula: exp(f.a*x), sum(W*s).
func (s *Session) describe(n *ad.Node) string { return s.formula(n, maxFormula, 0) }

// signs are the operations that are written between their arguments, with how tightly they bind.
var signs = map[ad.Op]struct {
	sign  string
	level int
}{
	ad.Or: {" or ", 1}, ad.And: {" and ", 2}, ad.Eq: {" == ", 3}, ad.Ne: {" != ", 3}, ad.Lt: {" < ", 3}, ad.Le: {" <= ", 3},
	ad.Add: {" + ", 4}, ad.Sub: {" - ", 4}, ad.Mul: {"*", 5}, ad.Div: {"/", 5}, ad.Mod: {" mod ", 5}, ad.Pow: {"^", 6},
}

// formula writes a node to a depth; within binds as tightly as the operation around it.
func (s *Session) formula(n *ad.Node, depth, within int) string {
	if n.Leaf != nil {
		if p, ok := n.Leaf.Attach.(*Param); ok {
			return p.Path
		}
		return n.Leaf.Name
	}
	if d := s.defined[n]; d != nil && depth < maxFormula {
		return d.name
	}
	if v, ok := n.Scalar(); ok {
		return number(v)
	}
	if depth == 0 || n.Op == ad.Const || n.Op == ad.Iota {
		return "…"
	}
	switch n.Op {
	case ad.Gather, ad.Stop:
		return s.formula(n.Args[0], depth, within)
	case ad.Neg:
		return "-" + s.formula(n.Args[0], depth-1, signs[ad.Mul].level)
	}
	if op, ok := signs[n.Op]; ok {
		text := s.formula(n.Args[0], depth-1, op.level) + op.sign + s.formula(n.Args[1], depth-1, op.level+1)
		if op.level < within {
			return "(" + text + ")"
		}
		return text
	}
	args := make([]string, len(n.Args))
	for i, a := range n.Args {
		args[i] = s.formula(a, depth-1, 0)
	}
	return n.Op.String() + "(" + strings.Join(args, ", ") + ")"
}

// placeOf writes where on the axes of a node an element lies, by the elements of the sets they stand for.
func (s *Session) placeOf(n *ad.Node, at []int) string {
	var axes []*ad.Axis
	for _, a := range n.Axes {
		if !a.Lane {
			axes = append(axes, a)
		}
	}
	words := make([]string, len(at))
	for k, p := range at {
		words[k] = strconv.Itoa(p + 1)
		if k >= len(axes) {
			continue
		}
		for _, entry := range s.axes[axes[k].Size] {
			if slices.Contains(entry.axes, axes[k]) && entry.set != nil {
				words[k] = entry.set.Element(p)
			}
		}
	}
	return "[" + strings.Join(words, ", ") + "]"
}
