package dist

import "github.com/gibbs-lang/gibbs/ad"

// Kind is the kind of value that a distribution draws.
type Kind uint8

// Kinds of values. A spin is -1 or +1, a bit 0 or 1, a category a position on the axis of categories.
const (
	Real Kind = iota
	Spin
	Bit
	Category
	Inherited // of the distribution among the arguments
)

// String is the name of a kind.
func (k Kind) String() string {
	return [...]string{"real", "spin", "bit", "category", "inherited"}[k]
}

// Shape is the shape of an argument.
type Shape uint8

// Shapes of arguments: a number; an array over one or two axes; a distribution.
const (
	Number Shape = iota
	Vector
	Matrix
	Component
)

// Arg is an argument. A number may depend on any axes (sites, samples): it is one number at each of
// their elements. The axes of a vector or matrix argument are its own and listed in order; the
// node need not depend on them.
type Arg struct {
	Node *ad.Node
	Axes []*ad.Axis
	Of   *Dist // a distribution as an argument
}

// Args are the arguments of a distribution by name.
type Args map[string]Arg

// Dist is a distribution: a row and its arguments. Arguments of the components of a mixture carry
// the axis of its weights.
type Dist struct {
	Row  *Row
	Args Args
}

// Param describes one argument.
type Param struct {
	Name    string
	Shape   Shape
	Domain  *Domain // nil: every real number
	Element bool    // it may be an element of a set, which is then drawn
	Doc     string
}

// Noise makes a leaf of random numbers at the place of a draw: it carries the axes of the place
// and the extra ones. Each call is a new, independent leaf.
type Noise func(kind ad.LeafKind, extra ...*ad.Axis) *ad.Node

// Row is all that is known of a distribution.
type Row struct {
	Name     string
	Doc      string
	Params   []Param
	Forms    [][]string // alternative lists of required arguments, in the order of their positions
	Optional []string   // arguments that may be added to any form
	Joint    []Relation // conditions on several arguments together

	Kind     Kind
	Shape    Shape // of one value: Number, or Vector along the last axis of the first argument
	Pathwise bool  // draws can be differentiated in every argument

	// Support is the closed interval outside of which the density is zero; nil for a whole line
	// or a discrete kind.
	Support func(g *ad.Graph, a Args) (lo, hi *ad.Node)

	// Period is the length of the circle on which values live, 0 for a line.
	Period float64

	density func(g *ad.Graph, x *ad.Node, a Args) *ad.Node
	draw    func(g *ad.Graph, noise Noise, a Args) *ad.Node
	mean    func(g *ad.Graph, a Args) *ad.Node
	vari    func(g *ad.Graph, a Args) *ad.Node
}

// LogDensity is the logarithm of the density (of the probability, for discrete kinds) at x, -Inf
// where it is zero. A category is given by its position. A vector x runs along the last axis of
// the first argument of its form.
func (r *Row) LogDensity(g *ad.Graph, x *ad.Node, a Args) *ad.Node { return r.density(g, x, a) }

// Draw is a draw, made from uniform and normal random numbers by a transformation, so that what
// can be differentiated is. A vector runs along the same axis as in LogDensity.
func (r *Row) Draw(g *ad.Graph, noise Noise, a Args) *ad.Node { return r.draw(g, noise, a) }

// Override gives a row another density, made from its own logarithm, and draws with other arguments, until undo is called;
// nil keeps what it has. It makes wrong rows for tests of what shall find them.
func (r *Row) Override(density func(g *ad.Graph, logp *ad.Node) *ad.Node, args func(g *ad.Graph, a Args) Args) (undo func()) {
	oldDensity, oldDraw := r.density, r.draw
	if density != nil {
		r.density = func(g *ad.Graph, x *ad.Node, a Args) *ad.Node { return density(g, oldDensity(g, x, a)) }
	}
	if args != nil {
		r.draw = func(g *ad.Graph, noise Noise, a Args) *ad.Node { return oldDraw(g, noise, args(g, a)) }
	}
	return func() { r.density, r.draw = oldDensity, oldDraw }
}

// Mean is the expectation of a value, nil where it has no closed form or does not exist.
func (r *Row) Mean(g *ad.Graph, a Args) *ad.Node {
	if r.mean == nil {
		return nil
	}
	return r.mean(g, a)
}

// Variance is the variance of a value (of each coordinate), nil where it has no closed form.
func (r *Row) Variance(g *ad.Graph, a Args) *ad.Node {
	if r.vari == nil {
		return nil
	}
	return r.vari(g, a)
}

// Values lists what a discrete distribution can draw, nil for the others. Excluded categories
// are listed, too; their probability is zero.
func (r *Row) Values(a Args) []float64 {
	switch r.KindOf(a) {
	case Spin:
		return []float64{-1, 1}
	case Bit:
		return []float64{0, 1}
	case Category:
		if of := r.inherits(a); of != nil {
			return of.Row.Values(of.Args)
		}
		out := make([]float64, categories(a).Size)
		for k := range out {
			out[k] = float64(k)
		}
		return out
	}
	return nil
}

// KindOf is the kind of value with these arguments.
func (r *Row) KindOf(a Args) Kind {
	if r.Kind == Inherited {
		if of := r.inherits(a); of != nil {
			return of.Row.KindOf(of.Args)
		}
		return Real
	}
	return r.Kind
}

// inherits is the argument that is itself a distribution and says what is drawn: of several a discrete one, beside
// which a point mass is of the same kind. Nil if there is none.
func (r *Row) inherits(a Args) *Dist {
	var out *Dist
	for _, p := range r.Params {
		if of := a[p.Name].Of; of != nil && (out == nil || of.Row.KindOf(of.Args) != Real) {
			out = of
		}
	}
	return out
}

// param finds an argument by name.
func (r *Row) param(name string) *Param {
	for i := range r.Params {
		if r.Params[i].Name == name {
			return &r.Params[i]
		}
	}
	return nil
}

// Names lists the distributions in the order of the table.
func Names() []string {
	out := make([]string, len(table))
	for i, r := range table {
		out[i] = r.Name
	}
	return out
}

// Find returns the row of a name, nil if there is none.
func Find(name string) *Row {
	for _, r := range table {
		if r.Name == name {
			return r
		}
	}
	return nil
}
