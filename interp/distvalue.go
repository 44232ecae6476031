package interp

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/dist"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// Dist is a distribution as a value: a row of the table of distributions, independent over dims; or
// a model with the values it is conditioned on.
type Dist struct {
	row   *dist.Row
	args  dist.Args
	dims  []Dim     // independent over these
	inner []Dim     // the axis of a vector value
	set   *sets.Set // values are elements of this set; nil for real numbers
	inst  *Instance
	given []*Array // values of the variables behind |
	push  *pushed  // of a transformed draw: base |> T
	node  lang.Node
	psi   Value // |ψ|² of this wave function
}

// distribution makes the built-in function of a row.
func distribution(name string) *Builtin {
	row := dist.Find(name)
	return &Builtin{Name: name, Doc: row.Doc, Call: func(c ctx, e *lang.Call) Value { return c.makeDist(e, row) }}
}

// makeDist evaluates the arguments of a distribution.
func (c ctx) makeDist(e *lang.Call, row *dist.Row) Value {
	var named []string
	positional := 0
	for _, a := range e.Args {
		if a.Name != nil {
			named = append(named, a.Name.Id)
		} else {
			positional++
		}
	}
	order, err := row.Bind(positional, named)
	if err != nil {
		c.badArguments(e, row, err)
	}
	d := &Dist{row: row, args: dist.Args{}, node: e}
	next := 0
	for _, a := range e.Args {
		name := ""
		if a.Name != nil {
			name = a.Name.Id
		} else {
			name = order[next]
			next++
			c.squareWarning(a, row, name)
		}
		c.addArgument(d, name, a)
	}
	for _, p := range row.Check(c.g(), d.args, c.condition(), c.look) {
		if p.Drawn && c.given {
			continue
		}
		found := at("%s = %s", p.Param, number(p.Value))
		if p.Joint {
			found = at("%s", p.Text)
		}
		fail("G0608", argument(e, p.Param, order), fmt.Sprintf("%s of %s %s", p.Param, row.Name, p.Text), found,
			why("with other values there is no such density"), help("%s", domainMend(row, p)))
	}
	switch row.KindOf(d.args) {
	case dist.Spin:
		d.set = sets.Spin
	case dist.Bit:
		d.set = sets.Bit
	}
	return d
}

// look gives the elements of a value made of constants and parameters, as they now are; nil in training, where they
// change, and before a run.
func (c ctx) look(n *ad.Node) []float64 {
	if !c.evaluable(n) {
		return nil
	}
	return c.s.run(0, n)[0]
}

// condition joins the guards that hold here.
func (c ctx) condition() *ad.Node {
	out := c.g().Truth(true)
	for _, g := range c.guards {
		out = c.g().Apply(ad.And, out, g)
	}
	return out
}

// argument is the place of an argument in a call, by its name or by the order of those without one.
func argument(e *lang.Call, name string, order []string) lang.Node {
	next := 0
	for _, a := range e.Args {
		if a.Name != nil && a.Name.Id == name {
			return a
		}
		if a.Name == nil {
			if next < len(order) && order[next] == name {
				return a
			}
			next++
		}
	}
	return e
}

func (c ctx) badArguments(e *lang.Call, row *dist.Row, err error) {
	forms := make([]string, len(row.Forms))
	for i, f := range row.Forms {
		forms[i] = row.Name + "(" + strings.Join(f, ", ") + ")"
	}
	opts := []option{here("%s", strings.Join(forms, " or "))}
	if b, ok := err.(*dist.BindError); ok && b.Unknown != "" {
		var known []string
		for _, p := range row.Params {
			known = append(known, p.Name)
		}
		if s := lang.Suggest(b.Unknown, known); s != "" {
			opts = append(opts, help("did you mean %s?", s))
		}
	}
	shown := make([]string, len(row.Forms))
	for i, f := range row.Forms {
		shown[i] = row.Name + "(" + strings.Join(f, " = …, ") + " = …)"
	}
	opts = append(opts, help("%s", strings.Join(shown, " or ")))
	fail("G0502", e, err.Error(), opts...)
}

// squareWarning warns of normal(m, σ²): the second argument is the standard deviation.
func (c ctx) squareWarning(a *lang.Arg, row *dist.Row, name string) {
	if row.Name != "normal" || name != "sd" {
		return
	}
	if b, ok := a.X.(*lang.Binary); ok && b.Op == "^" {
		if n, ok := b.Y.(*lang.Number); ok && n.Value == 2 {
			c.warn("G0609", a, "the second argument of normal is the standard deviation, and this is a square", help("normal(m, %s), or say sd = … if the square is meant", lang.Print(b.X)))
		}
	}
}

// addArgument evaluates one argument; arrays in place of numbers make the distribution a product.
func (c ctx) addArgument(d *Dist, name string, a *lang.Arg) {
	var param *dist.Param
	for i := range d.row.Params {
		if d.row.Params[i].Name == name {
			param = &d.row.Params[i]
		}
	}
	v := c.eval(a.X)
	switch param.Shape {
	case dist.Component:
		of, ok := v.(*Dist)
		if !ok || of.row == nil {
			fail("G0401", a, fmt.Sprintf("a distribution is needed here, and this is %s", kind(v)), at("%s", kind(v)), help("one distribution for every k: [normal(m[k], s[k]) for k in K]"))
		}
		c.addComponents(d, name, of, a)
	case dist.Number:
		x := c.array(a, v)
		if !param.Element {
			x = c.number(a, x)
		}
		if len(x.Dims) > 0 {
			if len(d.dims) > 0 {
				_, x = c.together(a, d.row.Name, &Array{Node: c.g().Const(0), Dims: d.dims}, x)
			} else {
				d.dims = x.Dims
			}
		}
		d.args[name] = dist.Arg{Node: x.Node}
		if param.Element {
			d.set = x.Set
		}
	default:
		c.addVector(d, name, param, a, v)
	}
}

// addVector takes an argument over an axis of its own, such as the logits of a categorical.
func (c ctx) addVector(d *Dist, name string, param *dist.Param, a *lang.Arg, v Value) {
	x := c.array(a, v)
	want := 1
	if param.Shape == dist.Matrix {
		want = 2
	}
	if len(x.Dims) != want {
		fail("G0403", a, fmt.Sprintf("%s of %s is an array over %s, and this is %s", name, d.row.Name, plural(want, "index set"), kind(x)),
			help("[f(k) for k in K]"))
	}
	if len(d.inner) > 0 {
		if !d.inner[0].Set.Same(x.Dims[0].Set) {
			fail("G0403", a, fmt.Sprintf("%s is over %s, and the argument before it is over %s", name, x.Dims[0].Set.String(), d.inner[0].Set.String()),
				why("the arguments describe the same elements, one by one"), help("both over one set: [f(k) for k in %s]", d.inner[0].Set.String()))
		}
		x = c.avoid(x, append(axesOf(d.inner[:1]), c.open...))
		x = c.onto(x, append(slices.Clone(d.inner[:1]), x.Dims[1:]...))
	}
	if len(d.inner) == 0 {
		d.inner = x.Dims[:1]
	}
	if x.Node.Type != ad.Bool {
		x = c.number(a, x)
	}
	d.args[name] = dist.Arg{Node: x.Node, Axes: axesOf(x.Dims)}
	if d.row.KindOf(d.args) == dist.Category {
		d.set = x.Dims[0].Set
	}
}

// addComponents takes the distribution inside a mixture or the like: a product over the weights.
func (c ctx) addComponents(d *Dist, name string, of *Dist, a *lang.Arg) {
	args := dist.Args{}
	for k, x := range of.args {
		if len(d.inner) == 1 && len(of.dims) == 1 && of.dims[0].Set.Same(d.inner[0].Set) && x.Node.Has(of.dims[0].Axis) && of.dims[0].Axis != d.inner[0].Axis {
			x.Node = c.g().Rename(x.Node, of.dims[0].Axis, d.inner[0].Axis)
		}
		args[k] = x
	}
	d.args[name] = dist.Arg{Of: &dist.Dist{Row: of.row, Args: args}}
	d.set = of.set
}

// value dims of a draw: those the distribution is independent over, then those of a vector.
func (d *Dist) valueDims() []Dim {
	if d.row != nil && d.row.Shape == dist.Vector {
		return append(slices.Clone(d.dims), d.inner...)
	}
	return d.dims
}

// closeDist makes the distributions of a comprehension into a product.
func (c ctx) closeDist(n lang.Node, g *generators, d *Dist) Value {
	if g.guard != nil {
		fail("G0406", n, "a product of distributions has no guard", help("[… for i in set(i for i in I if …)]"))
	}
	if d.row == nil {
		fail("G0406", n, "copies of a model side by side are not supported", help("give the model one more index"))
	}
	out := *d
	out.dims = append(slices.Clone(g.dims), d.dims...)
	return &out
}

// renameDist moves the dims of a product of distributions off the open axes.
func (c ctx) renameDist(d *Dist) Value {
	if d.row == nil {
		return d
	}
	used := slices.Clone(c.open)
	var from []*ad.Axis
	var to []*ad.Node
	out := *d
	move := func(dims []Dim) []Dim {
		moved := slices.Clone(dims)
		for i, dim := range dims {
			if slices.Contains(used, dim.Axis) {
				moved[i].Axis = c.s.axis(dim.Set, used)
				from, to = append(from, dim.Axis), append(to, c.g().Iota(moved[i].Axis))
			}
			used = append(used, moved[i].Axis)
		}
		return moved
	}
	out.dims, out.inner = move(d.dims), move(d.inner)
	if len(from) == 0 {
		return d
	}
	out.args = c.moved(d.args, from, to)
	return &out
}

// moved are arguments with axes replaced by those of iotas, in the arguments of components, too.
func (c ctx) moved(args dist.Args, from []*ad.Axis, to []*ad.Node) dist.Args {
	out := dist.Args{}
	for k, a := range args {
		if a.Node != nil {
			a.Node = c.g().Gather(a.Node, from, to)
		}
		if a.Of != nil {
			a.Of = &dist.Dist{Row: a.Of.Row, Args: c.moved(a.Of.Args, from, to)}
		}
		a.Axes = slices.Clone(a.Axes)
		for i, ax := range a.Axes {
			if j := slices.Index(from, ax); j >= 0 {
				a.Axes[i] = to[j].Over[0]
			}
		}
		out[k] = a
	}
	return out
}

// logDensityOf is the log-density of a distribution at x, which has the dims of a draw.
func (c ctx) logDensityOf(n lang.Node, d *Dist, x *Array) *ad.Node {
	dims := d.valueDims()
	if len(x.Dims) != len(dims) {
		x = c.regroup(c.ungroup(x), setsOf(dims)) // an array over A times B is one over A, B
	}
	if len(x.Dims) != len(dims) {
		fail("G0403", n, fmt.Sprintf("a draw of this distribution is %s, and this is %s", arrayText(dims), kind(x)),
			why("a density is of values like those that are drawn"), help("%s", shapeMend(x, Type{Name: "real", Dims: setsOf(dims)})))
	}
	for i := range dims {
		if !dims[i].Set.Same(x.Dims[i].Set) {
			fail("G0403", n, fmt.Sprintf("a draw of this distribution is over %s, and this is over %s", dimsText(dims), dimsText(x.Dims)),
				why("a density is of values like those that are drawn"), help("[… for i in %s]", dims[i].Set.String()))
		}
	}
	x = c.onto(x, dims)
	return c.g().Sum(d.row.LogDensity(c.g(), x.Node, d.args), axesOf(d.dims)...)
}

func arrayText(dims []Dim) string {
	if len(dims) == 0 {
		return "a single value"
	}
	return "an array over " + dimsText(dims)
}

// drawNode is a draw from a distribution, over the given axes and those of its arguments.
func (c ctx) drawNode(d *Dist, name string, place []*ad.Axis) *ad.Node {
	return d.row.Draw(c.g(), c.noiseOf(d, name, place), d.args)
}

// noiseOf makes the random numbers of a draw.
func (c ctx) noiseOf(d *Dist, name string, place []*ad.Axis) dist.Noise {
	axes := ad.Union(sorted(place), sorted(axesOf(d.dims)))
	axes = ad.Union(axes, d.argAxes())
	count := 0
	return func(k ad.LeafKind, extra ...*ad.Axis) *ad.Node {
		count++
		all := ad.Union(axes, sorted(extra))
		id := c.s.place(c.stream + "|" + name)
		return c.g().Leaf(&ad.Leaf{Kind: k, Name: name, Axes: all, Type: ad.Real, Stream: stream(c.module, id, fmt.Sprint(count))})
	}
}

// place numbers the draws made under one name.
func (s *Session) place(name string) string {
	s.draws[name]++
	return fmt.Sprintf("%s#%d", name, s.draws[name])
}

// argAxes are the axes that the arguments depend on beside their own.
func (d *Dist) argAxes() []*ad.Axis {
	var own, all []*ad.Axis
	var add func(args dist.Args)
	add = func(args dist.Args) {
		for _, a := range args {
			own = append(own, a.Axes...)
			if a.Node != nil {
				all = ad.Union(all, a.Node.Axes)
			}
			if a.Of != nil {
				add(a.Of.Args)
			}
		}
	}
	add(d.args)
	return ad.Without(all, own)
}

func sorted(axes []*ad.Axis) []*ad.Axis {
	out := slices.Clone(axes)
	slices.SortFunc(out, func(a, b *ad.Axis) int { return a.ID - b.ID })
	return out
}

// callDist is d(x): the density of a distribution that was given a name.
func (c ctx) callDist(e *lang.Call, d *Dist) Value {
	if given, ok := c.openArguments(e.Args); ok && d.push != nil {
		p, _ := c.conditionedPush(e, d.push, given)
		return &Dist{push: p, node: e}
	}
	vals, _ := c.evalArgs(e.Args)
	if d.push != nil && len(vals) == 1 {
		vals = several(vals[0])
	}
	if d.inst != nil {
		return c.densityAt(e, d.inst, append(vals, arrays(d.given)...), e.Args)
	}
	return c.expOf(c.logDensityAt(e, d, vals))
}

func arrays(list []*Array) []Value {
	out := make([]Value, len(list))
	for i, a := range list {
		out[i] = a
	}
	return out
}

// expOf is a density, kept in log space: its logarithm is the node itself.
func (c ctx) expOf(logp *ad.Node) *Array { return &Array{Node: c.g().Apply(ad.Exp, logp)} }
