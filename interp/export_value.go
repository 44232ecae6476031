package interp

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/export"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// exportedFunctions are the functions that a value is exported as: itself; of a flow its two directions and its
// log-determinant; of a distribution its log-density and its sampler.
func (c ctx) exportedFunctions(x *exported) []export.Function {
	c.stream, c.sampling = "export/"+lang.Print(x.at), true
	c.logSpace = true
	switch v := x.value.(type) {
	case *Function:
		return []export.Function{c.functionOf(x, x.word(v.Name), v, c.argumentsOf(x, v))}
	case *Flow:
		return c.flowFunctions(x, v)
	case *Dist:
		return c.distFunctions(x, v)
	case *Instance:
		switch v.tmpl.decl.Kind {
		case "model":
			return c.modelFunctions(x, v)
		case "flow":
			return c.flowFunctions(x, &Flow{[]Value{v}})
		}
		return []export.Function{c.functionOf(x, x.word(v.path), v, c.argumentsOf(x, v))}
	case *Template:
		fail("G1203", x.at, fmt.Sprintf("%s has no parameters yet", kind(v)), why("what is exported are numbers and formulas, and these are made with the instance"),
			help("q = %s(%s), and then export(q, …)", v.decl.Name.Id, paramList(v.decl.Static)))
	}
	fail("G1203", x.at, fmt.Sprintf("%s cannot be exported as %s", kind(x.value), x.form), help("a function, a net, a model, a flow, a distribution, or what minimize gave"))
	return nil
}

// word is the name of an exported function.
func (x *exported) word(otherwise string) string {
	if n, ok := x.at.(*lang.Name); ok {
		return n.Id
	}
	if f, ok := x.at.(*lang.Field); ok {
		return f.Name.Id
	}
	if otherwise == "" || strings.ContainsAny(otherwise, " .") {
		return "f"
	}
	return otherwise
}

// exportedArg is an unknown of a type, under the name of a program's variable.
type exportedArg struct {
	arg   export.Arg
	value *Array
}

// argumentsOf makes the arguments of a function.
func (c ctx) argumentsOf(x *exported, f Value) []exportedArg {
	names := paramNames(f)
	types := c.signature(f)
	if types == nil {
		types = c.typesByUse(x, f, len(names))
	}
	out := make([]exportedArg, len(types))
	for i, t := range types {
		name := fmt.Sprintf("x%d", i+1)
		if i < len(names) {
			name = names[i]
		}
		out[i] = c.exportedArg(name, t)
	}
	return out
}

// exportedArg makes one unknown. Elements of sets of integers are given as these integers, those of other sets by their
// positions from 0.
func (c ctx) exportedArg(name string, t Type) exportedArg {
	v := c.unknownOf(dataVar{name: name, typ: t})
	a := exportedArg{arg: export.Arg{Name: name, Node: v.Node, Doc: typeDoc(name, t), Low: math.Inf(-1), High: math.Inf(1)}, value: v}
	if t.Within != nil {
		a.arg.Low, a.arg.High = t.Within.lo, t.Within.hi
	}
	if t.Set == nil {
		return a
	}
	first, step := 0, 1
	switch lo, contiguous := t.Set.Offset(); {
	case t.Set == sets.Spin:
		first, step = -1, 2
	case t.Set != sets.Bit && t.Set.IsInteger() && contiguous:
		first = lo
		a.value = &Array{Node: c.g().Apply(ad.Sub, v.Node, c.g().Integer(lo)), Dims: v.Dims, Set: v.Set}
	}
	a.arg.Values = make([]float64, t.Set.Size())
	for k := range a.arg.Values {
		a.arg.Values[k] = float64(first + k*step)
	}
	return a
}

// typeDoc says what an argument or a result is.
func typeDoc(name string, t Type) string {
	text := name + ": " + t.String()
	if len(t.Dims) > 0 {
		words := make([]string, len(t.Dims))
		for i, d := range t.Dims {
			words[i] = fmt.Sprint(d.Size())
		}
		text += ", of shape (..., " + strings.Join(words, ", ") + ")"
	}
	if t.Set != nil && t.Set != sets.Spin && t.Set != sets.Bit && !t.Set.IsInteger() {
		text += ", by positions from 0"
	}
	return text
}

// typesByUse are the types of arguments that are written without: those of another function, net, model or flow of the file
// with as many, if there is one list of types that the function takes.
func (c ctx) typesByUse(x *exported, f Value, count int) []Type {
	var found []Type
	var names []string
	for _, name := range slices.Sorted(maps.Keys(c.s.main.scope.names)) {
		types := c.takenBy(x, c.s.main.scope.names[name].value)
		if len(types) != count || count == 0 || sameTypes(types, found) {
			continue
		}
		args := make([]Value, count)
		for i, t := range types {
			args[i] = c.exportedArg("x", t).value
		}
		if d, ok := catch(func() { c.resultsOf(x, c.callValue(x.at, f, args)) }); d != nil || !ok {
			continue
		}
		found, names = types, append(names, name)
	}
	if len(names) == 1 {
		return found
	}
	opts := []option{at("no types"), why("an exported function is one of arrays of known shapes"),
		help("name them: f(s: spin[Λ]) = …, or export((x: real[1..3]) -> %s(x), …)", lang.Print(x.at))}
	if len(names) > 1 {
		opts = append(opts, here("it takes what %s take", strings.Join(names, " and ")))
	}
	fail("G1201", x.at, "what its arguments are is not said", opts...)
	return nil
}

// takenBy are the types of the arguments of a value of the file, or of the draws of a distribution.
func (c ctx) takenBy(x *exported, v Value) (types []Type) {
	d, ok := v.(*Dist)
	switch {
	case !ok:
		return c.signature(v)
	case d.inst != nil:
		return c.signature(d.inst)
	case d.push == nil:
		return []Type{{Name: "real", Set: d.set, Dims: setsOf(d.valueDims())}}
	}
	catch(func() {
		at := c.stationsOf(x.at, d.push.base, d.push.flow.parts)
		for _, e := range at[len(at)-1] {
			types = append(types, Type{Name: "real", Dims: e.sets})
		}
	})
	return types
}

// sameTypes tells whether two lists of types are over the same sets.
func sameTypes(a, b []Type) bool {
	return slices.EqualFunc(a, b, func(s, t Type) bool {
		return s.Name == t.Name && (s.Set == nil) == (t.Set == nil) && (s.Set == nil || s.Set.Same(t.Set)) &&
			slices.EqualFunc(s.Dims, t.Dims, func(x, y *sets.Set) bool { return x.Same(y) })
	})
}

// functionOf is a function of given arguments.
func (c ctx) functionOf(x *exported, name string, f Value, args []exportedArg) export.Function {
	v := c.callValue(x.at, f, argValues(args))
	out := c.newFunction(name, args)
	out.Results = c.resultsOf(x, v)
	c.finish(x, &out)
	return out
}

func argValues(args []exportedArg) []Value {
	out := make([]Value, len(args))
	for i, a := range args {
		out[i] = a.value
	}
	return out
}

// newFunction is a function without results.
func (c ctx) newFunction(name string, args []exportedArg) export.Function {
	out := export.Function{Name: name}
	var doc []string
	for _, a := range args {
		out.Args = append(out.Args, a.arg)
		doc = append(doc, a.arg.Doc)
	}
	out.Doc = strings.Join(doc, "\n")
	return out
}

// finish learns the names of definitions that a function is made of.
func (c ctx) finish(x *exported, f *export.Function) {
	f.Names = map[*ad.Node]string{}
	for _, r := range f.Results {
		c.s.checkOrder(x.at, r.Node)
		visit(r.Node, func(n *ad.Node) {
			if d := c.s.defined[n]; d != nil {
				f.Names[n] = d.name
			}
		})
	}
}

// resultsOf takes a value apart into arrays.
func (c ctx) resultsOf(x *exported, v Value) []export.Result {
	switch v := v.(type) {
	case Tuple:
		var out []export.Result
		for _, y := range v {
			out = append(out, c.resultsOf(x, y)...)
		}
		return out
	case *Complex:
		axes := axesOf(v.dims())
		return []export.Result{{Node: v.Re.Node, Imag: v.Im.Node, Axes: axes}}
	case *Array:
		y := v
		if v.Set == nil || v.Set.IsInteger() || v.Set == sets.Spin || v.Set == sets.Bit {
			y = c.number(x.at, v)
		}
		return []export.Result{{Node: y.Node, Axes: axesOf(y.Dims)}}
	case *List:
		y := c.array(x.at, v)
		return []export.Result{{Node: y.Node, Axes: axesOf(y.Dims)}}
	}
	fail("G1203", x.at, fmt.Sprintf("the value of %s is %s, which cannot be exported as %s", lang.Print(x.at), kind(v), x.form), help("numbers, arrays of them, and tuples of these"))
	return nil
}

// scalarFunction is a function with one number as value.
func (c ctx) scalarFunction(x *exported, name, doc string, args []exportedArg, value *ad.Node) export.Function {
	out := c.newFunction(name, args)
	out.Doc = strings.TrimSpace(doc + "\n\n" + out.Doc)
	out.Results = []export.Result{{Node: value, Axes: []*ad.Axis{}}}
	c.finish(x, &out)
	return out
}

// flowFunctions are the directions of a flow and its log-determinant.
func (c ctx) flowFunctions(x *exported, f *Flow) []export.Function {
	first := f.parts[0]
	var z []exportedArg
	if inv, ok := first.(*inverted); ok {
		z = c.argumentsAt(x, c.stations(x.at, f.parts, c.unknownExtents(x, inv.of))[0])
	} else {
		z = c.argumentsOf(x, first)
	}
	vals := argValues(z)
	at := c.stations(x.at, f.parts, unknown(c.numbers(x.at, vals)))
	y, ld := c.pass(x.at, f, vals, at)
	forward := c.newFunction("forward", z)
	forward.Doc = strings.TrimSpace("The map.\n\n" + forward.Doc)
	forward.Results = c.resultsOf(x, Tuple(y))
	c.finish(x, &forward)
	logdet := c.scalarFunction(x, "logdet", "log|det| of the derivative of the map.", z, ld)
	back := c.inverseOf(x.at, f).(*Flow)
	to := c.argumentsAt(x, at[len(at)-1])
	inverse := c.newFunction("inverse", to)
	inverse.Doc = strings.TrimSpace("The inverse of the map.\n\n" + inverse.Doc)
	inverse.Results = c.resultsOf(x, c.applyMap(x.at, back, argValues(to)))
	c.finish(x, &inverse)
	return []export.Function{forward, inverse, logdet}
}

// argumentsAt are real unknowns over the sets of extents.
func (c ctx) argumentsAt(x *exported, list []extent) []exportedArg {
	out := make([]exportedArg, len(list))
	for i, e := range list {
		name := "x"
		if len(list) > 1 {
			name = fmt.Sprintf("x%d", i+1)
		}
		out[i] = c.exportedArg(name, Type{Name: "real", Dims: e.sets})
	}
	return out
}

// unknownExtents are those of the values of a map.
func (c ctx) unknownExtents(x *exported, f Value) []extent {
	args := c.argumentsOf(x, f)
	return c.image(x.at, f, unknown(c.numbers(x.at, argValues(args))))
}

// modelFunctions are the log-density of a model, known up to a constant or not, and its sampler.
func (c ctx) modelFunctions(x *exported, inst *Instance) []export.Function {
	var args, given []exportedArg
	var data []*Array
	var vals []*Array
	for _, v := range inst.data {
		a := c.exportedArg(v.name, v.typ)
		args = append(args, a)
		data = append(data, a.value)
		if v.given {
			given = append(given, a)
			vals = append(vals, a.value)
		}
	}
	logp := c.densityTrace(x.at, inst, data).logp
	if inst.tmpl.decl.Propto {
		return []export.Function{c.scalarFunction(x, "log_weight", "The logarithm of the density, up to a constant.", args, logp)}
	}
	density := c.scalarFunction(x, "log_prob", "The logarithm of the density.", args, logp)
	src := &source{node: x.at, inst: inst, given: vals}
	return append([]export.Function{density}, c.samplerOf(x, src, given)...)
}

// samplerOf is the sampler of a source.
func (c ctx) samplerOf(x *exported, src *source, given []exportedArg) []export.Function {
	v, _ := c.draw(src, nil, false)
	out := c.newFunction("sample", given)
	out.Doc = strings.TrimSpace("Draws with a shape of samples in front.\n\n" + out.Doc)
	out.Samples = true
	out.Results = c.resultsOf(x, v)
	c.finish(x, &out)
	return []export.Function{out}
}

// distFunctions are the log-density and the sampler of a distribution.
func (c ctx) distFunctions(x *exported, d *Dist) []export.Function {
	if d.inst != nil && len(d.given) == 0 {
		return c.modelFunctions(x, d.inst)
	}
	src := c.sourceOf(x.at, d)
	var args []exportedArg
	switch {
	case d.inst != nil:
		for _, v := range d.inst.data {
			if !v.given {
				args = append(args, c.exportedArg(v.name, v.typ))
			}
		}
	case d.push != nil:
		at := c.stationsOf(x.at, d.push.base, d.push.flow.parts)
		args = c.argumentsAt(x, at[len(at)-1])
	default:
		args = []exportedArg{c.exportedArg("x", Type{Name: "real", Set: d.set, Dims: setsOf(d.valueDims())})}
	}
	vals := argValues(args)
	var logp *ad.Node
	if d.inst != nil {
		logp = c.densityTrace(x.at, d.inst, c.modelData(x.at, d.inst, vals, d.given)).logp
	} else {
		logp = c.logDensityAt(x.at, d, vals)
	}
	density := c.scalarFunction(x, "log_prob", "The logarithm of the density.", args, logp)
	return append([]export.Function{density}, c.samplerOf(x, src, nil)...)
}
