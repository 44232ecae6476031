package interp

import (
	"math/rand/v2"
	"slices"
	"sort"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/export"
	"github.com/gibbs-lang/gibbs/lang"
)

// ExportLaw is a function of a program as it is exported, ten points, and what Gibbs says there.
type ExportLaw struct {
	Name   string
	F      export.Function
	Args   [][]float64 // ten points each, one after the other
	Shapes [][]int     // with the ten in front
	Want   [][]float64 // of every result
}

// exportPoints is the number of points of a law.
const exportPoints = 10

// ExportLaws makes laws of all that a program defines: its functions, densities, flows and their gradients. The
// parameters are moved at random, since many start at zero. Why the others are not exported is told too.
func ExportLaws(src *lang.Source, opts Options) (laws []ExportLaw, params []export.Param, refused map[string]string) {
	opts.Untrained = true
	s := NewSession(opts)
	refused = map[string]string{}
	if code := s.Run(src); code != ExitDone {
		for _, d := range s.Diags {
			refused[src.Name] = d.Message
		}
		return nil, nil, refused
	}
	rng := rand.New(rand.NewPCG(5, 7))
	for _, p := range s.params {
		for k := range s.store[p.leaf] {
			s.store[p.leaf][k] += 0.2 * rng.NormFloat64()
		}
	}
	var names []string
	for name := range s.main.scope.names {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		d, ok := catch(func() { laws = append(laws, s.lawsOf(name, rng)...) })
		if !ok && d != nil {
			refused[name] = d.Code + " " + d.Message
		}
	}
	for _, p := range s.params {
		params = append(params, export.Param{Leaf: p.leaf, Values: s.tensor(p).Values.([]float64)})
	}
	return laws, params, refused
}

// lawsOf are the laws of one name.
func (s *Session) lawsOf(name string, rng *rand.Rand) (laws []ExportLaw) {
	v := s.main.scope.names[name].value
	switch v.(type) {
	case *Function, *Instance, *Flow, *Dist:
	default:
		return nil
	}
	c := s.context(s.main)
	x := &exported{at: &lang.Name{Id: name}, value: v, form: "numpy"}
	for _, f := range c.exportedFunctions(x) {
		if f.Samples {
			continue
		}
		list := []export.Function{f}
		if g, ok := gradientOf(c, f); ok {
			list = append(list, g)
		}
		for _, f := range list {
			f.Name = name + "_" + f.Name
			laws = append(laws, s.lawAt(f, rng))
		}
	}
	return laws
}

// gradientOf is the gradient of a function with one real value along its first real argument.
func gradientOf(c ctx, f export.Function) (export.Function, bool) {
	k := slices.IndexFunc(f.Args, func(a export.Arg) bool { return a.Node.Type == ad.Real })
	if k < 0 || len(f.Results) != 1 || len(f.Results[0].Axes) > 0 || f.Results[0].Imag != nil {
		return f, false
	}
	d, err := c.g().Grad(f.Results[0].Node, []*ad.Node{f.Args[k].Node})
	if err != nil {
		return f, false
	}
	f.Name = "grad_" + f.Name
	f.Results = []export.Result{{Node: d[0], Axes: f.Args[k].Node.Leaf.Axes}}
	return f, true
}

// lawAt evaluates a function at ten points.
func (s *Session) lawAt(f export.Function, rng *rand.Rand) ExportLaw {
	l := ExportLaw{Name: f.Name, F: f, Want: make([][]float64, len(f.Results)), Args: make([][]float64, len(f.Args))}
	for _, a := range f.Args {
		shape := []int{exportPoints}
		for _, ax := range a.Node.Leaf.Axes {
			shape = append(shape, ax.Size)
		}
		l.Shapes = append(l.Shapes, shape)
	}
	for range exportPoints {
		for k, a := range f.Args {
			v := make([]float64, ad.Elements(a.Node.Leaf.Axes))
			for e := range v {
				v[e] = valueFor(a, rng)
			}
			s.bound[a.Node.Leaf] = v
			l.Args[k] = append(l.Args[k], v...)
		}
		for k, r := range f.Results {
			l.Want[k] = append(l.Want[k], s.inOrder(r.Node, r.Axes)...)
			if r.Imag != nil {
				l.Want[k] = append(l.Want[k], s.inOrder(r.Imag, r.Axes)...)
			}
		}
	}
	for _, a := range f.Args {
		delete(s.bound, a.Node.Leaf)
	}
	return l
}

// inOrder evaluates a node along axes.
func (s *Session) inOrder(n *ad.Node, axes []*ad.Axis) []float64 {
	v := s.run(0, n)[0]
	out := make([]float64, 0, ad.Elements(axes))
	ad.Each(axes, [][]int{n.Strides(axes)}, func(at []int) { out = append(out, v[at[0]]) })
	return out
}

// valueFor is a random value of an argument.
func valueFor(a export.Arg, rng *rand.Rand) float64 {
	switch n := len(a.Values); {
	case n > 0:
		return a.Values[rng.IntN(n)]
	case a.Low > -1e300 && a.High < 1e300:
		return a.Low + (a.High-a.Low)*(0.1+0.8*rng.Float64())
	case a.Low > -1e300:
		return a.Low + rng.ExpFloat64()
	case a.High < 1e300:
		return a.High - rng.ExpFloat64()
	}
	return 0.7 * rng.NormFloat64()
}
