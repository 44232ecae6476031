package interp

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/figure"
	"github.com/gibbs-lang/gibbs/lang"
)

// widestLabel is the largest number of letters of a label that is made of an expression.
const widestLabel = 40

// labelOf is what an axis says of an expression: the documentation of its name, else how it is written, if that is short.
func (c ctx) labelOf(e lang.Expr) string {
	if name, ok := e.(*lang.Name); ok {
		if b := c.scope.find(name.Id); b != nil && b.doc != "" {
			doc, _, _ := strings.Cut(b.doc, "\n")
			doc, _, _ = strings.Cut(doc, ". ")
			if doc = strings.TrimSuffix(doc, "."); utf8.RuneCountInString(doc) <= 2*widestLabel {
				return doc
			}
		}
	}
	text := lang.Print(e)
	if _, list := e.(*lang.List); list || utf8.RuneCountInString(text) > widestLabel {
		return ""
	}
	return text
}

// curves are the columns of a matrix over the elements of x, or its rows where only those are: the levels of a spectrum, say,
// as functions of a coupling.
func (c ctx) curves(fig *figure.Figure, x, y *Array, at []*lang.Arg) {
	set := x.Dims[0].Set
	along := slices.IndexFunc(y.Dims, func(d Dim) bool { return d.Set.Same(set) })
	if along < 0 {
		along = slices.IndexFunc(y.Dims, func(d Dim) bool { return d.Set.Size() == set.Size() })
	}
	if along < 0 {
		fail("G0811", at[1], "none of the index sets of y is that of x", here("%s and %s", kind(x), kind(y)), help("plot(x, [[f(a, b) for b in B] for a in A]) with x over A"))
	}
	axes := axesOf(y.Dims)
	stride := y.Node.Strides(axes)
	other := y.Dims[1-along]
	for b := range other.Set.Size() {
		s := figure.Series{Kind: figure.Line, X: c.flat(x)}
		if other.Set.Size() <= maxLegend {
			s.Name = other.Set.Element(b)
		}
		for a := range y.Dims[along].Set.Size() {
			s.Y = append(s.Y, constAt(y.Node, a*stride[along]+b*stride[1-along]))
		}
		fig.Series = append(fig.Series, s)
	}
	fig.XLabel, fig.YLabel = c.labelOf(at[0].X), c.labelOf(at[1].X)
}

// maxLegend is the largest number of curves that have names in a legend.
const maxLegend = 8

// densityCurve draws a density of one number over the histogram of draws.
func (c ctx) densityCurve(fig *figure.Figure, density Value, at []*lang.Arg) {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range fig.Series[0].Y {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	if !(lo < hi) {
		fail("G0811", at[0], "the draws are all the same", help("draws that differ: sample(p, 10000)"))
	}
	const points = 201
	x := make([]float64, points)
	for i := range x {
		x[i] = lo + (hi-lo)*float64(i)/(points-1)
	}
	in := c.within(newScope(c.scope))
	set := mustRange(1, points)
	axis := c.s.axis(set, c.open)
	in.scope.set("plot_x", &Array{Node: c.g().Table([]*ad.Axis{axis}, x, ad.Real), Dims: []Dim{{axis, set}}}, at[1])
	in.scope.set("plot_p", density, at[1])
	v := in.eval(readExpr("[plot_p(plot_x[plot_i]) for plot_i in 1..201]"))
	y := c.s.force(c.number(at[1], v))
	fig.Series[0].Name = "draws"
	fig.Series = append(fig.Series, figure.Series{Kind: figure.Line, Name: lang.Print(at[1].X), X: x, Y: c.flat(y)})
	fig.YLabel = "density"
}
