package inverse

import (
	"fmt"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
)

// Text is a short form of an expression. Without names of positions, elements are not told apart.
func Text(n *ad.Node, names Names) string {
	t := texter{names}
	s := t.text(n, 4)
	if len([]rune(s)) > 60 {
		s = t.text(n, 2)
	}
	return s
}

type texter struct {
	names Names
}

var signs = map[ad.Op]string{ad.Add: " + ", ad.Sub: " - ", ad.Mul: "*", ad.Div: "/", ad.Pow: "^"}

func (t texter) text(n *ad.Node, depth int) string {
	if t.names.Node != nil {
		if name := t.names.Node(n); name != "" {
			return name
		}
	}
	switch {
	case n.Leaf != nil:
		return n.Leaf.Name
	case n.Op == ad.Const && len(n.Axes) == 0:
		return fmt.Sprintf("%.4g", n.Table[0])
	case n.Op == ad.Const:
		return "a constant"
	case n.Op == ad.Iota:
		return n.Axes[0].Name
	case depth == 0:
		return "…"
	case n.Op == ad.Gather:
		return t.text(n.Args[0], depth) + t.element(n)
	}
	if x, k := asPower(n); k > 1 {
		return fmt.Sprintf("%s^%d", t.factor(x, depth-1), k)
	}
	var args []string
	for _, a := range n.Args {
		args = append(args, t.text(a, depth-1))
	}
	switch n.Op {
	case ad.Add, ad.Sub:
		return "(" + strings.Join(args, signs[n.Op]) + ")"
	case ad.Mul, ad.Div, ad.Pow:
		return args[0] + signs[n.Op] + t.factor(n.Args[1], depth-1)
	case ad.Neg:
		return "-" + args[0]
	}
	return n.Op.String() + "(" + strings.Join(args, ", ") + ")"
}

// element is the index of a Gather that reads one element of a named array.
func (t texter) element(n *ad.Node) string {
	if t.names.Position == nil || n.Args[0].Leaf == nil {
		return ""
	}
	var names []string
	for k, a := range n.Over {
		at, ok := n.Args[k+1].Scalar()
		if !ok {
			return ""
		}
		names = append(names, t.names.Position(a, int(at)))
	}
	return "[" + strings.Join(names, ",") + "]"
}

// factor is an expression that something stands before, or an exponent after.
func (t texter) factor(n *ad.Node, depth int) string {
	switch n.Op {
	case ad.Mul, ad.Div, ad.Pow, ad.Neg:
		return "(" + t.text(n, depth) + ")"
	}
	return t.text(n, depth)
}
