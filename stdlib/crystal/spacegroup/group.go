package spacegroup

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

//go:generate sh -c "go run generate.go ../../../../shared/data/wyckoff/wyckoff.jsonl >wyckoff.txt"

//go:embed groups.txt
var names string

//go:embed wyckoff.txt
var sites string

// A Group is a space group in its standard setting.
type Group struct {
	Number          int
	Short, HM, Hall string

	operations []Op
	positions  []Position
}

// A Position is a Wyckoff position: a class of points of like site symmetry.
type Position struct {
	Letter       string
	Multiplicity int     // points in the conventional cell
	Site         string  // symbol of the site symmetry
	DOF          int     // free coordinates
	Free         [3]bool // those that may be chosen: of x, x, z the first and third

	// Representative is the first triplet of Orbit. It leaves its own points
	// where they are: applied to coordinates, it sets those that are not free.
	Representative Op
	Orbit          []Op
}

// groups are made when they are first asked for.
var groups [230]func() (*Group, error)

func init() {
	named, placed := strings.Split(names, "\n"), strings.Split(sites, "\n")
	for i := range groups {
		groups[i] = sync.OnceValues(func() (*Group, error) { return read(named[i], placed[i]) })
	}
}

// Get is the space group of a number from 1 to 230.
func Get(number int) (*Group, error) {
	if number < 1 || number > 230 {
		return nil, fmt.Errorf("there is no space group %d; they are numbered from 1 to 230", number)
	}
	return groups[number-1]()
}

// read makes a group of its lines in the two tables.
func read(name, places string) (*Group, error) {
	f := strings.Split(name, "|")
	n, err := strconv.Atoi(f[0])
	if err != nil {
		return nil, err
	}
	g := &Group{Number: n, Short: f[1], HM: f[2], Hall: f[3]}
	if g.operations, err = Hall(g.Hall); err != nil {
		return nil, err
	}
	for i, place := range strings.Split(places, "|") {
		site, triplet, _ := strings.Cut(place, " ")
		p := Position{Letter: string(letters[i]), Site: site}
		if p.Representative, err = parseTriplet(triplet); err != nil {
			return nil, err
		}
		p.derive(g.operations)
		g.positions = append(g.positions, p)
	}
	return g, nil
}

// letters of positions; only group 47 has the last.
const letters = "abcdefghijklmnopqrstuvwxyzA"

// derive computes the orbit and the free coordinates from the representative.
func (p *Position) derive(ops []Op) {
	seen := map[Op]bool{}
	for _, o := range ops {
		if q := o.Mul(p.Representative); !seen[q] {
			seen[q] = true
			p.Orbit = append(p.Orbit, q)
		}
	}
	p.Multiplicity = len(p.Orbit)
	for i, row := range p.Representative.R {
		if p.Free[i] = row == identity[i]; p.Free[i] {
			p.DOF++
		}
	}
}

// Operations are those of the conventional cell, with centrings, the identity
// first. The slice is shared and must not be changed.
func (g *Group) Operations() []Op { return g.operations }

// Centrings are the translations of the lattice in the conventional cell, in
// 24ths, zero first.
func (g *Group) Centrings() (all [][3]int) {
	for _, o := range g.operations {
		if o.R == identity {
			all = append(all, o.T)
		}
	}
	return all
}

// Positions are the Wyckoff positions from letter a up, the last general. The
// slice is shared and must not be changed.
func (g *Group) Positions() []Position { return g.positions }

// Position is that of a letter.
func (g *Group) Position(letter string) (*Position, error) {
	if i := strings.Index(letters, letter); len(letter) == 1 && i >= 0 && i < len(g.positions) {
		return &g.positions[i], nil
	}
	last := g.positions[len(g.positions)-1].Letter
	return nil, fmt.Errorf("the space group %d (%s) has no Wyckoff position %q; its letters go from a to %s", g.Number, g.Short, letter, last)
}

// Index is the number of the letter, a = 1 … z = 26, A = 27.
func (p *Position) Index() int { return strings.Index(letters, p.Letter) + 1 }

// System is the crystal system: triclinic, monoclinic, orthorhombic,
// tetragonal, trigonal, hexagonal or cubic.
func (g *Group) System() string {
	for _, s := range []struct {
		last int
		name string
	}{{2, "triclinic"}, {15, "monoclinic"}, {74, "orthorhombic"}, {142, "tetragonal"}, {167, "trigonal"}, {194, "hexagonal"}} {
		if g.Number <= s.last {
			return s.name
		}
	}
	return "cubic"
}
