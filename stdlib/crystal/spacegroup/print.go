package spacegroup

import (
	"fmt"
	"strings"
)

// String prints the group as International Tables do: its names, the centrings
// of its cell, and its positions from the general one down, each with
// multiplicity, letter, site symmetry and first triplet.
func (g *Group) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d  %s  %s  %s  (Hall %s)\n", g.Number, g.Short, strings.ReplaceAll(g.HM, "sub", "_"), g.System(), g.Hall)
	if c := g.Centrings(); len(c) > 1 {
		for i, t := range c {
			c := strings.ReplaceAll(Op{T: t}.String(), " ", "")
			b.WriteString([]string{"", " + "}[min(i, 1)] + "(" + c + ")")
		}
		b.WriteString(" +\n")
	}
	for i := len(g.positions) - 1; i >= 0; i-- {
		p := g.positions[i]
		fmt.Fprintf(&b, "%4d %s  %-7s %v\n", p.Multiplicity, p.Letter, p.Site, p.Representative)
	}
	return b.String()
}
