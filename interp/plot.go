package interp

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/figure"
	"github.com/gibbs-lang/gibbs/interp/files"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// plotKinds are the words after kind =.
var plotKinds = []string{"line", "scatter", "histogram", "map", "contour", "levels"}

// plot draws a figure into a file, or into the terminal.
func (s *Session) plot(c ctx, st *lang.Command) {
	var data []Value
	var at []*lang.Arg
	to, kindWord, title := "", "", ""
	labels := [2]string{}
	for _, a := range st.Args {
		if a.Name == nil {
			if len(a.Gens) > 0 {
				data, at = append(data, c.comprehension(a, a.X, a.Gens)), append(at, a)
				continue
			}
			data, at = append(data, c.eval(a.X)), append(at, a)
			continue
		}
		switch a.Name.Id {
		case "to", "title", "x", "y":
			text, ok := c.eval(a.X).(String)
			if !ok {
				fail("G0402", a, fmt.Sprintf("%s is a string", a.Name.Id), help(`plot(fit.history, to = "history.png")`))
			}
			switch a.Name.Id {
			case "to":
				to = string(text)
			case "title":
				title = string(text)
			case "x":
				labels[0] = string(text)
			case "y":
				labels[1] = string(text)
			}
		case "kind":
			if n, ok := a.X.(*lang.Name); ok {
				kindWord = n.Id
			}
			if !slices.Contains(plotKinds, kindWord) {
				fail("G0703", a, "the kinds of plots are line, scatter, histogram, map, contour and levels", help("kind = histogram"))
			}
		default:
			c.unknownOption(a.Name, []string{"to", "kind", "title", "x", "y"})
		}
	}
	if ext := filepath.Ext(to); to != "" && ext != ".png" && ext != ".svg" && ext != ".pdf" {
		fail("G0809", st, fmt.Sprintf("a figure is written as .png, .svg or .pdf, not as %q", ext), help(`to = "figure.png"`))
	}
	if len(data) == 0 {
		fail("G0502", st, "plot takes what is to be drawn", help("plot(fit.history), plot(x), plot(x, y)"))
	}
	fig := c.figureOf(data, at, kindWord)
	if title != "" {
		fig.Title = title
	}
	for i, l := range labels {
		if l != "" {
			*[]*string{&fig.XLabel, &fig.YLabel}[i] = l
		}
	}
	if s.opts.Check {
		return
	}
	s.drawFigure(st, fig, to)
}

// drawFigure writes a figure whole or not at all, or shows it in the terminal.
func (s *Session) drawFigure(st *lang.Command, fig *figure.Figure, to string) {
	if to == "" {
		text, err := fig.Terminal(78, 18)
		if err != nil {
			fail("G0811", st, "this cannot be plotted: "+err.Error(), help("finite numbers, at least one of them; print(…) shows what there is"))
		}
		if !s.opts.JSON {
			fmt.Fprintln(s.opts.Out, strings.TrimRight(text, "\n"))
		}
		return
	}
	var failed error
	err := fig.Save(s.outPath(to), func(path string, data []byte) error {
		failed = files.WriteAtomic(path, func(w io.Writer) error {
			_, err := bytes.NewReader(data).WriteTo(w)
			return err
		})
		return failed
	})
	switch {
	case failed != nil:
		panic(stopped{code: ExitMachine, diag: diagnose("G0804", st, fmt.Sprintf("the file %s cannot be written", to), here("%s", fileError(failed)),
			help("a folder that exists and can be written to"))})
	case err != nil:
		fail("G0811", st, "this cannot be plotted: "+err.Error(), help("finite numbers, at least one of them; print(…) shows what there is"))
	}
}

// figureOf chooses a figure by what is to be drawn.
func (c ctx) figureOf(data []Value, at []*lang.Arg, word string) *figure.Figure {
	if r, ok := data[0].(*Record); ok {
		if h, ok := r.Data.([]record); ok {
			var step, value, err []float64
			for _, x := range h {
				step, value, err = append(step, float64(x.Step)), append(value, x.Value), append(err, x.Err)
			}
			return figure.History("objective", step, value, err)
		}
	}
	if r, ok := data[0].(*Record); ok && r.Fields["history"] != nil {
		fail("G0811", at[0], fmt.Sprintf("%s is not plotted, but its history is", kind(r)), help("plot(%s.history)", lang.Print(at[0].X)))
	}
	fig := &figure.Figure{}
	var density Value
	if word == "histogram" && len(data) == 2 {
		density, data = data[1], data[:1]
	}
	arrays := make([]*Array, len(data))
	var bars []float64 // of estimates
	for i, v := range data {
		if l, ok := v.(*List); ok {
			if e := c.estimatesOf(l); e != nil {
				v = e
			}
		}
		if e, ok := v.(*EstimateArray); ok {
			v = &Array{Node: e.mean, Dims: e.dims}
			if len(e.dims) == 1 && i == len(data)-1 && isKnown(e.err) && !c.s.opts.Check {
				bars = c.flat(&Array{Node: e.err, Dims: e.dims})
			}
		}
		arrays[i] = c.s.force(c.number(at[i], v))
	}
	if c.s.opts.Check && slices.ContainsFunc(arrays, func(a *Array) bool { return !isKnown(a.Node) }) {
		return fig
	}
	x := arrays[0]
	switch {
	case word == "contour":
		c.contours(fig, arrays, at)
	case len(x.Dims) == 0:
		fail("G0811", at[0], "a single number is not plotted", why("a plot shows how something varies"), help("print(%s), or an array: plot([f(i) for i in I])", lang.Print(at[0].X)))
	case len(data) == 1 && len(x.Dims) == 1 && x.Dims[0].Set.IsLattice() && len(x.Dims[0].Set.Dims()) == 2 || word == "map" && len(x.Dims) == 2:
		fig.Map = c.gridOf(x)
	case word == "scatter" && innermost(x) == 2 && (len(x.Dims) > 1 || x.Dims[0].Set.Size() > 2):
		fig.Series = append(fig.Series, figure.Series{Kind: figure.Points, X: c.column(x, 0), Y: c.column(x, 1)})
	case word == "levels":
		for _, v := range c.flat(x) {
			fig.Series = append(fig.Series, figure.Series{Kind: figure.Level, Y: []float64{v}})
		}
		fig.YLabel = c.labelOf(at[0].X)
	case len(data) == 2 && len(x.Dims) == 1 && len(arrays[1].Dims) == 2 && word != "scatter":
		c.curves(fig, x, arrays[1], at)
	case len(data) == 2:
		k := figure.Line
		if word == "scatter" {
			k = figure.Points
		}
		if len(x.Dims) != 1 || len(arrays[1].Dims) != 1 || x.Dims[0].Set.Size() != arrays[1].Dims[0].Set.Size() {
			fail("G0811", at[1], "x and y of a plot are two arrays of one length", here("%s and %s", kind(x), kind(arrays[1])),
				help("plot(x, y) with x and y over one set, or plot(y) alone"))
		}
		fig.Series = append(fig.Series, figure.Series{Kind: k, X: c.flat(x), Y: c.flat(arrays[1]), Err: bars})
		fig.XLabel, fig.YLabel = c.labelOf(at[0].X), c.labelOf(at[1].X)
	case word == "histogram" || word == "scatter" && len(x.Dims) > 2:
		fig.Series = append(fig.Series, figure.Series{Kind: figure.Histogram, Y: c.flat(x), Density: density != nil})
		fig.XLabel = c.labelOf(at[0].X)
		if density != nil {
			c.densityCurve(fig, density, at)
		}
	case len(x.Dims) == 1:
		k := figure.Line
		if word == "scatter" {
			k = figure.Points
		}
		fig.Series = append(fig.Series, figure.Series{Kind: k, X: axisValues(x.Dims[0].Set), Y: c.flat(x), Err: bars})
		fig.YLabel = c.labelOf(at[0].X)
	default:
		fig.Map = c.gridOf(x)
	}
	return fig
}

// contours draws z over x and y, and points over it: plot(x, y, z, points, kind = contour).
func (c ctx) contours(fig *figure.Figure, a []*Array, at []*lang.Arg) {
	mend := help("z[a,b] = f(x[a], y[b]) for a in A, b in B; plot(x, y, z, kind = contour), or with an array of points over 1..n, 1..2 behind z")
	if len(a) < 3 || len(a) > 4 {
		fail("G0811", at[0], "contours are drawn of three arrays, and points over them of a fourth", here("%s given", plural(len(a), "array")), mend)
	}
	x, y, z := a[0], a[1], a[2]
	sizes := func(d []Dim) (n []int) {
		for _, d := range d {
			n = append(n, d.Set.Size())
		}
		return n
	}
	if len(x.Dims) != 1 || len(y.Dims) != 1 || !slices.Equal(sizes(z.Dims), append(sizes(x.Dims), sizes(y.Dims)...)) {
		fail("G0811", at[2], "contours need z over the sets of x and y", here("x is %s, y %s, z %s", kind(x), kind(y), kind(z)), mend)
	}
	fig.Field = &figure.Field{X: c.flat(x), Y: c.flat(y)}
	for k := range fig.Field.Y {
		fig.Field.Values = append(fig.Field.Values, c.column(z, k)...)
	}
	if len(a) == 4 {
		if p := a[3]; len(p.Dims) != 2 || p.Dims[1].Set.Size() != 2 {
			fail("G0811", at[3], "points over contours have two coordinates each", here("this is %s", kind(p)), mend)
		}
		fig.Series = append(fig.Series, figure.Series{Kind: figure.Points, X: c.column(a[3], 0), Y: c.column(a[3], 1)})
	}
}

// axisValues are the elements of a set of integers as numbers; nil for other sets.
func axisValues(set *sets.Set) []float64 {
	if !set.IsInteger() {
		return nil
	}
	out := make([]float64, set.Size())
	for i := range out {
		out[i] = float64(set.Int(i))
	}
	return out
}

// flat are the values of an array, row-major.
func (c ctx) flat(a *Array) []float64 {
	axes := axesOf(a.Dims)
	out := make([]float64, 0, ad.Elements(axes))
	ad.Each(axes, [][]int{a.Node.Strides(axes)}, func(at []int) { out = append(out, constAt(a.Node, at[0])) })
	return out
}

// innermost is the size of the index that runs fastest, the last factor of a product.
func innermost(a *Array) int {
	set := a.Dims[len(a.Dims)-1].Set
	if parts := set.Components(); set.Parent() == nil && len(parts) > 0 {
		set = parts[len(parts)-1]
	}
	return set.Size()
}

// column is x[…, k], the rest row-major.
func (c ctx) column(a *Array, k int) []float64 {
	all := c.flat(a)
	n := innermost(a)
	out := make([]float64, 0, len(all)/n)
	for i := k; i < len(all); i += n {
		out = append(out, all[i])
	}
	return out
}

// gridOf is an array over a lattice of two dimensions, or over two sets, as a map.
func (c ctx) gridOf(a *Array) *figure.Grid {
	v := c.flat(a)
	if len(a.Dims) == 1 {
		d := a.Dims[0].Set.Dims()
		return &figure.Grid{Values: v, Rows: d[1], Cols: d[0], X0: 1, Y0: 1}
	}
	return &figure.Grid{Values: v, Rows: a.Dims[0].Set.Size(), Cols: a.Dims[1].Set.Size(), Down: true, X0: 1, Y0: 1}
}
