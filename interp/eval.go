package interp

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// maxDepth bounds the depth of calls in one expression.
const maxDepth = 400

// maxCalls bounds the number of calls in one statement.
const maxCalls = 1 << 20

// lambdaName stands for the name of a function that has none.
const lambdaName = "a lambda"

// eval traces an expression.
func (c ctx) eval(e lang.Expr) Value {
	switch e := e.(type) {
	case *lang.Name:
		return c.rename(c.name(e))
	case *lang.Number:
		if e.Imag {
			return &Complex{Re: c.scalar(0), Im: c.scalar(e.Value)}
		}
		if e.Int && math.Abs(e.Value) < 1<<53 {
			return &Array{Node: c.g().Integer(int(e.Value))}
		}
		return c.scalar(e.Value)
	case *lang.Bool:
		return &Array{Node: c.g().Truth(e.Value)}
	case *lang.String:
		return c.text(e)
	case *lang.Paren:
		return c.eval(e.X)
	case *lang.Tuple:
		out := make(Tuple, len(e.X))
		for i, x := range e.X {
			out[i] = c.eval(x)
		}
		if leaves(out, maxLeaves) > maxLeaves {
			fail("G0309", e, fmt.Sprintf("this tuple holds more than %d values", maxLeaves), help("an array holds many: [… for i in I]"))
		}
		return out
	case *lang.Unary:
		return c.unary(e)
	case *lang.Binary:
		return c.binary(e)
	case *lang.Compare:
		return c.compare(e)
	case *lang.Range:
		return c.rangeSet(e)
	case *lang.Cond:
		return c.cond(e)
	case *lang.Lambda:
		return &Function{Name: lambdaName, Params: e.Params, Body: e.Body, scope: c.scope, module: c.module}
	case *lang.Call:
		return c.call(e)
	case *lang.Index:
		return c.indexExpr(e)
	case *lang.Field:
		return c.rename(c.field(e))
	case *lang.Postfix:
		return c.postfix(e)
	case *lang.List:
		return c.list(e)
	case *lang.Block:
		return c.block(e)
	}
	panic(fmt.Sprintf("interp: no rule for %T", e))
}

// maxLeaves is the largest number of values in a tuple, those of tuples in it included.
const maxLeaves = 1 << 16

// leaves counts the values of a tuple, those of tuples in it included, as far as most.
func leaves(t Tuple, most int) int {
	n := 0
	for _, v := range t {
		if in, ok := v.(Tuple); ok {
			n += leaves(in, most-n)
		} else {
			n++
		}
		if n > most {
			break
		}
	}
	return n
}

// scalar is a real number.
func (c ctx) scalar(v float64) *Array { return &Array{Node: c.g().Const(v)} }

// integer is a whole number.
func (c ctx) integer(v int) *Array { return &Array{Node: c.g().Integer(v)} }

// raw evaluates an expression that is about to be indexed: axes keep their names.
func (c ctx) raw(e lang.Expr) Value {
	switch e := e.(type) {
	case *lang.Name:
		return c.name(e)
	case *lang.Field:
		return c.field(e)
	}
	return c.eval(e)
}

// name looks a name up.
func (c ctx) name(n *lang.Name) Value {
	if n.Id == "_" {
		fail("G0203", n, "_ stands for nothing here", help("_ marks the open place of a conditional, as in z ~ q(_ | x)"))
	}
	if b := c.scope.find(n.Id); b != nil {
		return b.get(n)
	}
	if v, ok := c.builtin(n.Id); ok {
		return v
	}
	if slices.Contains(laterNames, n.Id) {
		fail("G0412", n, fmt.Sprintf("%s belongs to the language, but is not part of this version", n.Id),
			why("its name is kept free, so that programs of today mean the same tomorrow"), help("write it out with sums and recurrences, or use a name of your own"))
	}
	if c.s.unreadable(n.Id) {
		panic(poisoned{n.Id})
	}
	var opts []option
	later := c.scope.laterLine(n.Id)
	if m, ok := c.s.moduleNamed(n.Id); ok {
		opts = append(opts, help("import %s", m))
	} else if n.Id == "step" || n.Id == "progress" {
		opts = append(opts, why("step (from 1) and progress (0 to 1) are numbers inside an objective: minimize, maximize"), help("use it in the objective, or a number here"))
	} else if later != nil {
		opts = append(opts, label(later, "%s is defined here, further down", n.Id), why("the lines of a file run from top to bottom; only the equations of a body have no order"),
			help("move the definition above this line"))
	} else {
		opts = append(opts, c.nameMend(n))
	}
	fail("G0201", n, fmt.Sprintf("%s is not defined", n.Id), append(opts, at("not a name here"))...)
	return nil
}

// maxSuggested is the number of diagnostics up to which a name that could be meant is looked for.
const maxSuggested = 100

// suggest is a name that could be meant, "" if there is none.
func (c ctx) suggest(name string) string {
	if len(c.s.Diags) > maxSuggested {
		return ""
	}
	return lang.Suggest(name, c.known())
}

// laterNames belong to the language and are not built yet.
var laterNames = strings.Fields(`eigvals cholesky
	fcidump lbfgs distill
	besselj bessely besseli besselk`)

// known lists the names that could be meant here.
func (c ctx) known() []string {
	var out []string
	for s := c.scope; s != nil; s = s.parent {
		out = slices.AppendSeq(out, maps.Keys(s.names))
	}
	out = slices.AppendSeq(out, maps.Keys(c.s.builtins))
	slices.Sort(out)
	return out
}

// rename gives the axes of a whole array names that no generator around uses.
func (c ctx) rename(v Value) Value {
	switch v := v.(type) {
	case *Array:
		return c.avoid(v, c.open)
	case *Complex:
		if len(v.dims()) == 0 {
			return v
		}
		return v.each(func(a *Array) *Array { return c.avoid(a, c.open) })
	case *Operator:
		return c.renameOperator(v)
	case *Dist:
		return c.renameDist(v)
	}
	return v
}

// avoid moves the dims of an array off the given axes.
func (c ctx) avoid(a *Array, open []*ad.Axis) *Array {
	clash := false
	for _, d := range a.Dims {
		clash = clash || slices.Contains(open, d.Axis)
	}
	if !clash {
		return a
	}
	used := slices.Clone(open)
	dims := make([]Dim, len(a.Dims))
	for i, d := range a.Dims {
		if slices.Contains(used, d.Axis) {
			d.Axis = c.s.axis(d.Set, used)
		}
		dims[i] = d
		used = append(used, d.Axis)
	}
	return c.onto(a, dims)
}

// onto moves the dims of an array to other axes over the same sets.
func (c ctx) onto(a *Array, dims []Dim) *Array {
	var from []*ad.Axis
	var to []*ad.Node
	for i, d := range a.Dims {
		if d.Axis != dims[i].Axis {
			from, to = append(from, d.Axis), append(to, c.g().Iota(dims[i].Axis))
		}
	}
	if len(from) == 0 {
		return &Array{Node: a.Node, Dims: dims, Set: a.Set}
	}
	return &Array{Node: c.g().Gather(a.Node, from, to), Dims: dims, Set: a.Set}
}

// field is x.name.
func (c ctx) field(e *lang.Field) Value {
	x := c.raw(e.X)
	name := e.Name.Id
	switch x := x.(type) {
	case *Module:
		if b, ok := x.scope.names[name]; ok {
			return b.get(e.Name)
		}
		c.noField(e, "module "+x.Name, slices.Sorted(maps.Keys(x.scope.names)))
	case *Record:
		if v, ok := x.Fields[name]; ok {
			return v
		}
		c.noField(e, "the result of "+x.Kind, x.Names)
	case *Object:
		return x.member(c, e)
	case *Operator:
		if x.about != nil {
			if v, ok := x.about.Fields[name]; ok {
				return v
			}
			c.noField(e, "a Hamiltonian of a molecule", x.about.Names)
		}
	case *Instance:
		if v, ok := x.member(c, name, e.Name); ok {
			return v
		}
		c.noField(e, x.title(), x.members())
	case *Estimate:
		if v, ok := x.field(c, name); ok {
			return v
		}
		c.noField(e, "an estimate", estimateFields)
	case *EstimateArray:
		if v, ok := x.array(name); ok {
			return v
		}
		c.noField(e, "estimates", []string{"mean", "err"})
	case *List:
		if l := c.estimatesOf(x); l != nil {
			if v, ok := l.array(name); ok {
				return v
			}
		}
	case *Array:
		if v, ok := c.siteField(x, name); ok {
			return v
		}
	}
	if form := methodForm(name, lang.Print(e.X)); form != "" {
		fail("G0202", e.Name, fmt.Sprintf("%s has no field %s", kind(x), name), at("no such field"), help("%s", form))
	}
	fail("G0202", e.Name, fmt.Sprintf("%s has no field %s", kind(x), name), at("no such field"),
		help("fields belong to modules, models, nets, estimates and sites, as in ising.free_energy, p.W, m.err, i.x"))
	return nil
}

func (c ctx) noField(e *lang.Field, what string, names []string) {
	opts := []option{at("no such field")}
	if s := lang.Suggest(e.Name.Id, names); s != "" {
		opts = append(opts, replace(e.Name, s))
	} else if len(names) > 0 {
		opts = append(opts, here("it has %s", join(names, 12)), help("%s.%s", lang.Print(e.X), names[0]))
	} else {
		opts = append(opts, here("it has no fields"), help("use it as a whole: %s", lang.Print(e.X)))
	}
	fail("G0202", e.Name, fmt.Sprintf("%s has no field %s", what, e.Name.Id), opts...)
}

// join lists names, at most n of them.
func join(names []string, n int) string {
	out := ""
	for i, s := range names {
		if i == n {
			return out + ", …"
		}
		if i > 0 {
			out += ", "
		}
		out += s
	}
	return out
}

// cond is if c then a else b. Only the branch taken checks its indices.
func (c ctx) cond(e *lang.Cond) Value {
	test := c.truth(e.Cond)
	if v, ok := test.Scalar(); ok {
		if v != 0 {
			return c.eval(e.Then)
		}
		return c.eval(e.Else)
	}
	yes := c.where(test).eval(e.Then)
	no := c.where(c.g().Apply(ad.Not, test)).eval(e.Else)
	if isDist(yes) || isDist(no) {
		return c.chooseDist(e, test, yes, no)
	}
	return c.choose(e, test, yes, no)
}

// choose selects between two values by a condition that differs from element to element.
func (c ctx) choose(n lang.Node, test *ad.Node, yes, no Value) Value {
	if ty, ok := yes.(Tuple); ok {
		if tn, ok := no.(Tuple); ok && len(ty) == len(tn) {
			out := make(Tuple, len(ty))
			for i := range ty {
				out[i] = c.choose(n, test, ty[i], tn[i])
			}
			return out
		}
	}
	if isComplex(yes) || isComplex(no) {
		a, b := c.complexOf(n, yes), c.complexOf(n, no)
		out := &Complex{Re: c.choose(n, test, a.Re, b.Re).(*Array), Im: c.choose(n, test, a.Im, b.Im).(*Array)}
		out.polar = c.chosen(n, test, a, b)
		return out
	}
	if !isArray(yes) && !isArray(no) {
		elementwiseOnly(n, fmt.Sprintf("this condition chooses between values that are no numbers (%s)", kind(yes)))
	}
	a, b := c.array(n, yes), c.array(n, no)
	set := a.Set
	if a.Set != nil && b.Set != nil && !a.Set.Same(b.Set) || (a.Set == nil) != (b.Set == nil) {
		set = nil
		a, b = c.number(n, a), c.number(n, b)
	}
	a, b = c.together(n, "if … then … else", a, b)
	return &Array{Node: c.g().Select(test, a.Node, b.Node), Dims: longer(a, b).Dims, Set: set}
}

func longer(a, b *Array) *Array {
	if len(b.Dims) > len(a.Dims) {
		return b
	}
	return a
}

// truth evaluates a condition.
func (c ctx) truth(e lang.Expr) *ad.Node {
	v := c.eval(e)
	a, ok := v.(*Array)
	if !ok || len(a.Dims) > 0 || a.Node.Type != ad.Bool {
		if _, est := v.(*Estimate); est {
			fail("G0707", e, "an estimate cannot be a condition", help("compare its .mean"))
		}
		fail("G0405", e, fmt.Sprintf("a condition is true or false, and this is %s", kind(v)), help("compare: x > 0, x == y, i in I"))
	}
	return a.Node
}

// array takes a value as an array.
func (c ctx) array(n lang.Node, v Value) *Array {
	v = c.stands(n, v)
	switch v := v.(type) {
	case *Array:
		return v
	case *Estimate:
		if v.exact {
			return c.scalar(v.mean())
		}
		fail("G0709", n, "this would lose the error of an estimate", at("%s", v.String()), why("an estimate goes through arithmetic and functions of one number with its error; elsewhere only its mean can go"),
			help("say so: .mean"))
	}
	if _, ok := v.(*EstimateArray); ok && len(c.open) > 0 {
		elementwiseOnly(n, "a number is needed here, and this is an estimate for every element")
	}
	opts := []option{at("%s", kind(v))}
	switch v.(type) {
	case *EstimateArray:
		opts = append(opts, help(".mean and .err are arrays"))
	case String:
		opts = append(opts, help(`texts are put together within quotes: "{a}{b}"`))
	case *Complex:
		opts = append(opts, why("the imaginary part would be lost"), help("say which real number is meant: re(z), imag(z), abs(z), arg(z)"))
	case *Function, *Builtin:
		opts = append(opts, help("call it: give its arguments in ( )"))
	case *sets.Set, *Family:
		opts = append(opts, help("size(…) is the number of its elements"))
	case *Dist, *Instance:
		opts = append(opts, help("draw from it inside an expectation: mean(f(x) for x ~ p)"))
	}
	fail("G0401", n, fmt.Sprintf("a number or an array is needed here, and this is %s", kind(v)), opts...)
	return nil
}

// number takes a value as numbers: elements of sets of numbers are read as what they are.
func (c ctx) number(n lang.Node, v Value) *Array {
	a := c.array(n, v)
	if a.Set == nil || a.Set == sets.Spin || a.Set == sets.Bit {
		return &Array{Node: a.Node, Dims: a.Dims}
	}
	if !a.Set.IsInteger() {
		mends := []option{help("rank(…) is its place in the set; a table indexed by it gives it a value")}
		if shift := unitShift(a.Set); shift != "" {
			mends = append(mends, help("the next site is i + %s", shift))
		}
		fail("G0402", n, fmt.Sprintf("an element of %s is not a number", a.Set.String()), append(mends, at("an element of %s", a.Set.String()))...)
	}
	return &Array{Node: c.integers(a), Dims: a.Dims}
}

// integers are the values of elements of a set of integers.
func (c ctx) integers(a *Array) *ad.Node {
	lo, contiguous := a.Set.Offset()
	if contiguous {
		return c.g().Apply(ad.Add, a.Node, c.g().Integer(lo))
	}
	table := make([]float64, a.Set.Size())
	for i := range table {
		table[i] = float64(a.Set.Int(i))
	}
	ax := c.s.axis(a.Set, a.Node.Axes)
	return c.g().Gather(c.g().Table([]*ad.Axis{ax}, table, ad.Int), []*ad.Axis{ax}, []*ad.Node{a.Node})
}

// real evaluates an expression to numbers.
func (c ctx) real(e lang.Expr) *Array { return c.number(e, c.eval(e)) }

// whole evaluates an expression to a whole number known now.
func (c ctx) whole(e lang.Expr) int {
	a := c.real(e)
	return c.wholeOf(e, a)
}

func (c ctx) wholeOf(n lang.Node, a *Array) int {
	v := c.known1(n, a)
	if v != math.Trunc(v) || math.Abs(v) > 1<<53 {
		fail("G0304", n, fmt.Sprintf("a whole number is needed here, and this is %s", number(v)), at("%s", number(v)),
			why("ranges count by ones, and sizes are counts"), help("%s", wholeMend(n, v)))
	}
	return int(v)
}

// known1 is the value of a number that must be known before anything runs.
func (c ctx) known1(n lang.Node, a *Array) float64 {
	v, ok := a.Node.Scalar()
	if len(a.Dims) > 0 {
		fail("G0304", n, fmt.Sprintf("a single number is needed here, and this is %s", kind(a)), help("say which element, or reduce it: size(…), sum(…), max(…)"))
	}
	if !ok {
		if x, done := c.s.forceScalar(a); done {
			return x
		}
		if isKnown(a.Node) {
			panic(needElements{diagnose("G0305", n, "this number differs from element to element, and a size is one number", at("depends on an index"),
				why("every set is made once, before its elements are gone through"), help("take the whole range and a guard: for i in 1..N, j in 1..N if j <= i"))})
		}
		fail("G0305", n, "a size must be a number that is known before the run", at("depends on parameters, draws or an index"),
			why("every set is made before anything is trained or drawn, so that every index can be checked"),
			help("a constant, an input n = 8, a static argument of the net or model, or the largest size and a guard: for k in 1..8 if k <= n"))
	}
	return v
}
