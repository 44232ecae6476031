package stdlib

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/stdlib/crystal"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/cell"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/spacegroup"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/tokens"
)

// What crystal.gp takes from Go: the tables of the Wyckoff positions, and crystals made of what a model draws.
func init() {
	crystalFunctions["last_"] = interp.Native{Func: lastLetters, Doc: "the number of Wyckoff letters of each space group"}
	crystalFunctions["points_"] = interp.Native{Func: points, Doc: "points_[g,w]: points of letter w of space group g in the conventional cell, 0 where there is no such letter"}
	crystalFunctions["free_"] = interp.Native{Func: freeCoordinates, Doc: "free_[g,w,k]: 1 where coordinate k of letter w of space group g may be chosen, else 0"}
	crystalFunctions["structures"] = interp.Native{Params: "group, W, A, X, L", Func: structures,
		Doc: "a list of crystals, one for each row r of tokens: group[r], W[r,i], A[r,i], X[r,i,k] and L[r,k] as in structure"}
	crystalFunctions["legal"] = interp.Native{Params: "group, W, A, X, L", Func: legal,
		Doc: "legal[r]: 1 where row r of tokens makes a crystal as in structures, 0 where it does not: a lattice that closes no cell, or points of a site that fall together"}
	crystalFunctions["counts"] = interp.Native{Params: "formula", Func: counts, Doc: "the atoms of each element, by atomic number, in a formula"}
	crystalFunctions["novelty"] = interp.Native{Params: "crystals, known", Func: novelty,
		Doc: "the share of crystals whose space group, letters and elements together are those of none that is known"}
}

// lastLetters are the numbers of positions of the groups.
func lastLetters() (out []float64, err error) {
	err = eachGroup(func(g *spacegroup.Group) { out = append(out, float64(len(g.Positions()))) })
	return out, err
}

func points() (out [][]float64, err error) {
	err = eachGroup(func(g *spacegroup.Group) {
		row := make([]float64, tokens.Letters)
		for w, p := range g.Positions() {
			row[w] = float64(p.Multiplicity)
		}
		out = append(out, row)
	})
	return out, err
}

func freeCoordinates() (out [][][]float64, err error) {
	err = eachGroup(func(g *spacegroup.Group) {
		table := make([][]float64, tokens.Letters)
		for w := range table {
			table[w] = make([]float64, 3)
		}
		for w, p := range g.Positions() {
			for k, free := range p.Free {
				if free {
					table[w][k] = 1
				}
			}
		}
		out = append(out, table)
	})
	return out, err
}

func eachGroup(visit func(g *spacegroup.Group)) error {
	for n := 1; n <= tokens.Groups; n++ {
		g, err := spacegroup.Get(n)
		if err != nil {
			return err
		}
		visit(g)
	}
	return nil
}

// structures makes a crystal of each row.
func structures(groups []int, w, a [][]int, x [][][3]float64, l [][6]float64) ([]*crystal.Structure, error) {
	if err := sameRows(groups, w, a, x, l); err != nil {
		return nil, err
	}
	out := make([]*crystal.Structure, len(groups))
	for r, g := range groups {
		s, err := structureOf(g, w[r], a[r], x[r], l[r])
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", r+1, err)
		}
		out[r] = s
	}
	return out, nil
}

// legal tells of each row whether it makes a crystal.
func legal(groups []int, w, a [][]int, x [][][3]float64, l [][6]float64) ([]int, error) {
	if err := sameRows(groups, w, a, x, l); err != nil {
		return nil, err
	}
	out := make([]int, len(groups))
	for r, g := range groups {
		if _, err := structureOf(g, w[r], a[r], x[r], l[r]); err == nil {
			out[r] = 1
		}
	}
	return out, nil
}

// sameRows compares the numbers of rows.
func sameRows(groups []int, w, a [][]int, x [][][3]float64, l [][6]float64) error {
	if n := len(groups); len(w) != n || len(a) != n || len(x) != n || len(l) != n {
		return fmt.Errorf("%d groups, and rows of letters %d, elements %d, coordinates %d, lattices %d, which should be as many", n, len(w), len(a), len(x), len(l))
	}
	return nil
}

// counts are the atoms of each element in a formula.
func counts(formula string) ([]int, error) {
	of, err := crystal.Composition(formula)
	if err != nil {
		return nil, &interp.Refusal{What: err.Error(), Param: "formula"}
	}
	out := make([]int, tokens.Elements)
	for element, n := range of {
		out[cell.Number(element)-1] = n
	}
	return out, nil
}

// novelty is the share of crystals that are not among those that are known.
func novelty(list, known []*crystal.Structure) float64 {
	seen := map[string]bool{}
	for _, s := range known {
		seen[sitesOf(s)] = true
	}
	n := 0
	for _, s := range list {
		if !seen[sitesOf(s)] {
			n++
		}
	}
	return float64(n) / float64(len(list))
}

// sitesOf names the group, letters and elements of a crystal.
func sitesOf(s *crystal.Structure) string {
	var sites []string
	for _, site := range s.Sites {
		sites = append(sites, site.Position.Letter+" "+site.Element)
	}
	slices.Sort(sites)
	return fmt.Sprint(s.Group.Number, " ", strings.Join(sites, " "))
}
