package crystal

import (
	"math"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/cell"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/spacegroup"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/tokens"
)

// Fill sets what the space group of a record demands, whatever stands there: coordinates that are not free, and lengths and angles
// of the lattice. What the record has else is left for FromTokens to judge.
func Fill(r *tokens.Record) {
	g, err := spacegroup.Get(r.Group)
	if err != nil {
		return
	}
	for i, w := range r.Letters {
		if w < 1 || w > len(g.Positions()) || i >= len(r.Coords) {
			return
		}
		p, x := g.Positions()[w-1], r.Coords[i]
		for k, free := range p.Free {
			if !free {
				x[k] = 0
			}
		}
		for k, y := range p.Representative.Apply(x) {
			r.Coords[i][k] = cell.Wrap(y)
		}
	}
	equal, angles := lattice(g.System())
	for i := range 3 {
		if i < equal {
			r.Lattice[i] = r.Lattice[0]
		}
		if angles[i] != 0 {
			r.Lattice[3+i] = angles[i] * math.Pi / 180
		}
	}
}
