package inverse

import (
	"fmt"

	"github.com/gibbs-lang/gibbs/ad"
)

// Map is a map y = T(z), written forwards.
type Map struct {
	In  []*ad.Node // leaves: the unknowns z
	Out []*ad.Node // y as functions of In

	// Mapped are axes along which each position is a problem of its own, beside Lane axes.
	Mapped []*ad.Axis

	// Interval tells where the elements of a leaf lie, where more than the line is known. May be nil.
	Interval func(leaf *ad.Node) (Interval, bool)

	Names Names // for messages
}

// Names are what a program calls the nodes and the positions of its graph; both may be nil.
type Names struct {
	Node     func(n *ad.Node) string         // a node; empty: what it is made of is written out
	Position func(a *ad.Axis, at int) string // a position on an axis; nil: its number
}

// Range is an interval that contains all values of a node; leaf tells where leaves lie, as Map.Interval does.
func Range(n *ad.Node, leaf func(leaf *ad.Node) (Interval, bool)) Interval {
	return newRanges(leaf).of(n)
}

// Inverse is the inverse of a map.
type Inverse struct {
	Target []*ad.Node // y
	Z      []*ad.Node // the unknowns as functions of y, one for each of Map.In
	LogDet *ad.Node   // log|det ∂y/∂z| as a function of z; carries Lane and mapped axes only
	Inside *ad.Node   // whether y lies in the image; nil if all of it does
	Checks []Check    // the conditions that Inside joins
	Steps  []Step     // in the order of solving
}

// Step tells how elements of one node follow from what is known before them.
type Step struct {
	Node     *ad.Node // what is solved for
	From     *ad.Node // the expression that was taken apart; nil: an output of the map
	Elements int      // number of elements
	How      How
	Runtime  *ad.Node // a multiplier or determinant that is checked only when the program runs
	Slope    Interval // Monotone: the interval of the derivative
	Together bool     // one element after another, along an index
}

// String is a line that tells what is solved, from what and how.
func (s Step) String() string {
	from := "an output"
	if s.From != nil {
		from = Text(s.From, Names{})
	}
	line := fmt.Sprintf("%s (%d) from %s: %v", Text(s.Node, Names{}), s.Elements, from, s.How)
	if s.How == Monotone {
		line += fmt.Sprintf(", slope in %v, %d evaluations", s.Slope, Iterations)
	}
	if s.Together {
		line += ", one element after another"
	}
	if s.Runtime != nil {
		line += ", regular where " + Text(s.Runtime, Names{}) + map[bool]string{true: " is finite", false: " is not 0"}[s.How == Matrix]
	}
	return line
}

// How is the way in which a step is solved.
type How uint8

// Ways of solving.
const (
	Closed   How = iota // an inverse in closed form
	Linear              // an unknown met several times, linearly
	Monotone            // by bracketed Newton iteration
	Matrix              // by LU decomposition
)

func (h How) String() string {
	return [...]string{"closed form", "linear", "bracketed Newton", "LU decomposition"}[h]
}

// Numeric tells whether a step is solved by iteration.
func (inv *Inverse) Numeric() bool {
	for _, s := range inv.Steps {
		if s.How == Monotone {
			return true
		}
	}
	return false
}

// Invert solves y = T(z) for z. The targets are the nodes y, each with the element axes of its
// output; nil makes new inputs. Errors: *Refusal if the map has no inverse that can be derived;
// *derive.Cycle, *derive.Mixed if the map itself has no order of evaluation.
func Invert(g *ad.Graph, m Map, targets []*ad.Node) (*Inverse, error) {
	inv, err := invert(g, m, targets)
	if r, ok := err.(*Refusal); ok {
		r.names = m.Names
	}
	return inv, err
}

func invert(g *ad.Graph, m Map, targets []*ad.Node) (*Inverse, error) {
	s, err := newSystem(g, m, targets)
	if err != nil {
		return nil, err
	}
	if err := s.solve(); err != nil {
		return nil, err
	}
	return s.build()
}
