package interp

import (
	"fmt"
	"math"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/exec"
	"github.com/gibbs-lang/gibbs/lang"
)

// slopeLimit is how far derivatives may lie from differences, which are exact to about 1e-10.
const slopeLimit = 1e-6

// mostSlopes is the number of elements of each leaf along which differences are taken.
const mostSlopes = 6

// slopes compares the derivatives of a number with differences, along some elements of parameters and inputs. Where they
// differ by more than the differences are uncertain it names the operation whose derivative does.
func (j *court) slopes(y *ad.Node, leaves []*ad.Node) (float64, string) {
	outs, err := j.s.gradients(y, leaves)
	if err != nil {
		panic(unjudged(err.Error()))
	}
	plan := j.s.compile(nil, outs)
	value := j.s.compile(nil, []exec.Output{{Node: y}})
	env := j.s.env()
	j.s.runPlan(nil, plan, env)
	worst, judged := 0.0, false
	for k, leaf := range leaves {
		grad := append([]float64(nil), plan.Value(k)...)
		store := env.Params[leaf.Leaf]
		if leaf.Leaf.Kind == ad.InputLeaf {
			store = env.Inputs[leaf.Leaf]
		}
		at := func() float64 {
			j.s.runPlan(nil, value, env)
			return value.Value(0)[0]
		}
		step := max(1, (len(store)+mostSlopes-1)/mostSlopes)
		for e := 0; e < len(store); e += step {
			want, off := difference(at, store, e)
			if off < 1e-2*(1+math.Abs(want)) {
				judged = true
				worst = math.Max(worst, (math.Abs(grad[e]-want)-10*off)/(1+math.Abs(want)))
			}
			if math.IsNaN(grad[e]) && !math.IsNaN(want) {
				worst = math.Inf(1)
			}
		}
	}
	if !judged {
		panic(unjudged("differences tell nothing here"))
	}
	if !(worst < slopeLimit) {
		return worst, j.wrongOperation(y)
	}
	return worst, ""
}

// difference is the derivative along an element, by four differences, and how far two sizes of steps differ.
func difference(at func() float64, store []float64, e int) (d, off float64) {
	old := store[e]
	slope := func(h float64) float64 {
		f := [4]float64{}
		for i, step := range []float64{-2, -1, 1, 2} {
			store[e] = old + step*h
			f[i] = at()
		}
		store[e] = old
		return (8*(f[2]-f[1]) - (f[3] - f[0])) / (12 * h)
	}
	d = slope(1e-3)
	return d, math.Abs(d - slope(5e-4))
}

// wrongOperation finds an operation whose derivative differs from its differences, at the values that it has in a
// computation, and tells what it is.
func (j *court) wrongOperation(y *ad.Node) string {
	bind := ad.Bindings{Params: j.s.store, Inputs: j.s.bound, Random: randomNumbers(j.s.opts.Seed, 0)}
	values := ad.NewReference(bind)
	seen := map[ad.Op]bool{}
	wrong := ""
	visit(y, func(n *ad.Node) {
		if wrong != "" || seen[n.Op] || n.Op.Info().Class != ad.ElementClass || n.Type != ad.Real {
			return
		}
		seen[n.Op] = true
		x := make([]float64, len(n.Args))
		for i, a := range n.Args {
			v, err := values.Array(a)
			if err != nil || len(v) == 0 {
				return
			}
			x[i] = v[0]
		}
		wrong = wrongRule(n, x)
	})
	return wrong
}

// wrongRule compares the derivatives of one operation with differences at numbers.
func wrongRule(n *ad.Node, x []float64) string {
	g := ad.NewGraph()
	args := make([]*ad.Node, len(x))
	bind := ad.Bindings{Inputs: map[*ad.Leaf][]float64{}}
	for i := range x {
		args[i] = g.Input("x", n.Args[i].Type)
		bind.Inputs[args[i].Leaf] = []float64{x[i]}
	}
	f := g.Apply(n.Op, args...)
	at := func(y *ad.Node) float64 {
		v, err := ad.NewReference(bind).Array(y)
		if err != nil {
			return math.NaN()
		}
		return v[0]
	}
	for i := range args {
		if n.Args[i].Type != ad.Real {
			continue
		}
		d, err := g.Grad(f, args[i:i+1])
		if err != nil {
			continue
		}
		slope, h := at(d[0]), 1e-4*(1+math.Abs(x[i]))
		v := bind.Inputs[args[i].Leaf]
		v[0] = x[i] + h
		up := at(f)
		v[0] = x[i] - h
		down := at(f)
		v[0] = x[i]
		if got := (up - down) / (2 * h); !(math.Abs(got-slope) < 1e-4*(1+math.Abs(got))) {
			return fmt.Sprintf("the derivative of %s at %s is taken to be %s, and by differences it is %s", n.Op, number(x[i]), number(slope), number(got))
		}
	}
	return ""
}

// function judges a function or a net with types in its signature: its derivatives, and its Laplacian.
func (j *court) function(f Value) {
	types := j.c.signature(f)
	if types == nil {
		return
	}
	args := make([]Value, len(types))
	var leaves []*ad.Node
	for i, t := range types {
		a := j.some(fmt.Sprint("argument ", i), t)
		args[i] = a
		if a.Node.Op == ad.LeafOp {
			leaves = append(leaves, a.Node)
		}
	}
	for _, p := range j.s.reach(f) {
		leaves = append(leaves, p.node)
	}
	if len(leaves) == 0 {
		return
	}
	var scalar *ad.Node
	j.law("derivatives by differences", "", slopeLimit, func() (float64, string) {
		y, one := j.weighed(f, args)
		if one {
			scalar = y
		}
		return j.slopes(y, leaves)
	})
	if in, ok := args[0].(*Array); ok && scalar != nil && len(args) == 1 && in.Node.Op == ad.LeafOp && len(in.Dims) > 0 && in.Node.Size() <= maxJacobian {
		j.laplacian(scalar, in)
	}
}

// weighed is the sum of the values of a function, each with a weight of its own; one tells that there is one value.
func (j *court) weighed(f Value, args []Value) (y *ad.Node, one bool) {
	g := j.s.g
	c := j.c
	c.path = "law/" + j.object
	out := c.callValue(&lang.Name{Id: j.object}, f, args)
	y = g.Const(0)
	add := func(a *Array) {
		if a.Node.Type == ad.Bool || a.Set != nil {
			return
		}
		axes := sorted(axesOf(a.Dims))
		w := make([]float64, ad.Elements(axes))
		for i := range w {
			w[i] = math.Cos(1.3*float64(i) + 0.4)
		}
		y = g.Apply(ad.Add, y, g.Sum(g.Apply(ad.Mul, a.Node, g.Table(axes, w, ad.Real)), axes...))
	}
	for _, v := range several(out) {
		switch v := v.(type) {
		case *Array:
			one = len(v.Dims) == 0
			add(v)
		case *Complex:
			z := v.each(func(a *Array) *Array { return a })
			add(z.Re)
			add(z.Im)
		}
	}
	if _, single := out.(*Array); !single {
		one = false
	}
	if v, known := y.Scalar(); known && v == 0 {
		panic(unjudged("its value is no number"))
	}
	return y, one
}

// laplacian compares Δf with second differences.
func (j *court) laplacian(y *ad.Node, x *Array) {
	j.law("Δ by differences", "", 1e-4, func() (float64, string) {
		d, err := j.s.g.Laplacian(y, x.Node, axesOf(x.Dims))
		if err != nil {
			panic(unjudged(err.Error()))
		}
		got := j.s.evaluate(nil, d)[0][0]
		store := j.s.bound[x.Node.Leaf]
		at := func(e int, step float64) float64 {
			old := store[e]
			store[e] = old + step
			defer func() { store[e] = old }()
			return j.s.evaluate(nil, y)[0][0]
		}
		const h = 1e-2
		want, size := 0.0, 0.0
		for e := range store {
			second := (-at(e, 2*h) + 16*at(e, h) - 30*at(e, 0) + 16*at(e, -h) - at(e, -2*h)) / (12 * h * h)
			want, size = want+second, size+math.Abs(second)
		}
		return math.Abs(got-want) / (1 + size), ""
	})
}
