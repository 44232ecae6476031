package interp

import (
	"fmt"
	"math"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/dist"
	"github.com/gibbs-lang/gibbs/interp/files"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// elementOps are the functions of numbers that act on each element of an array.
var elementOps = map[string]ad.Op{
	"exp": ad.Exp, "log": ad.Log, "sqrt": ad.Sqrt, "abs": ad.Abs, "sign": ad.Sign, "expm1": ad.Expm1, "log1p": ad.Log1p,
	"tanh": ad.Tanh, "sigmoid": ad.Sigmoid, "softplus": ad.Softplus, "sin": ad.Sin, "cos": ad.Cos, "tan": ad.Tan,
	"asin": ad.Asin, "acos": ad.Acos, "atan": ad.Atan, "sinh": ad.Sinh, "cosh": ad.Cosh, "asinh": ad.Asinh,
	"acosh": ad.Acosh, "atanh": ad.Atanh, "erf": ad.Erf, "erfc": ad.Erfc, "lgamma": ad.Lgamma, "digamma": ad.Digamma, "floor": ad.Floor,
}

// composedOps are functions of each element that are made of operations of the graph.
var composedOps = map[string]struct {
	doc string
	of  func(g *ad.Graph, x *ad.Node) *ad.Node
}{
	"relu": {"(x) = max(x, 0)", func(g *ad.Graph, x *ad.Node) *ad.Node { return g.Apply(ad.Max, x, g.Const(0)) }},
	"ceil": {"(x): the least whole number from x on", func(g *ad.Graph, x *ad.Node) *ad.Node {
		return g.Apply(ad.Neg, g.Apply(ad.Floor, g.Apply(ad.Neg, x)))
	}},
	"round": {"(x): the nearest whole number, halves upwards", func(g *ad.Graph, x *ad.Node) *ad.Node {
		return g.Apply(ad.Floor, g.Apply(ad.Add, x, g.Const(0.5)))
	}},
	"log2":  {"(x), the logarithm to the base 2", func(g *ad.Graph, x *ad.Node) *ad.Node { return g.Apply(ad.Div, g.Apply(ad.Log, x), g.Const(math.Ln2)) }},
	"log10": {"(x), the logarithm to the base 10", func(g *ad.Graph, x *ad.Node) *ad.Node { return g.Apply(ad.Div, g.Apply(ad.Log, x), g.Const(math.Ln10)) }},
	"logit": {"(p) = log(p/(1 - p))", func(g *ad.Graph, x *ad.Node) *ad.Node {
		return g.Apply(ad.Sub, g.Apply(ad.Log, x), g.Apply(ad.Log1p, g.Apply(ad.Neg, x)))
	}},
}

// reductions are the words that reduce over generators or a whole array.
var reductions = []string{"sum", "prod", "mean", "min", "max", "any", "all", "count", "logsumexp", "argmax", "set"}

// builtins are the names of the language.
func builtins() map[string]Value {
	out := map[string]Value{
		"real": Type{Name: "real"}, "int": Type{Name: "int"}, "bool": Type{Name: "bool"}, "string": Type{Name: "string"},
		"bit": sets.Bit, "periodic": Word("periodic"), "open": Word("open"),
	}
	add := func(name, doc string, call func(c ctx, e *lang.Call) Value) {
		out[name] = &Builtin{Name: name, Doc: doc, Call: call}
	}
	for name, op := range elementOps {
		add(name, name+"(x), of each element of an array", func(c ctx, e *lang.Call) Value {
			return c.applyOp(e, op, c.one(e))
		})
	}
	for _, word := range reductions {
		add(word, word+"(f(i) for i in I), or of a whole array", func(c ctx, e *lang.Call) Value { return c.reductionCall(e, word) })
	}
	for _, word := range []string{"var", "std", "logmeanexp"} {
		add(word, word+"(f(x) for x ~ p)", func(c ctx, e *lang.Call) Value { return c.reductionCall(e, word) })
	}
	for _, name := range dist.Names() {
		out[name] = distribution(name)
	}
	spin := distribution("spin")
	spin.Set = sets.Spin
	out["spin"] = spin
	for name, v := range optimisers() {
		out[name] = v
	}
	add("softmax", "softmax(e[j] for j in J if …): an array over J, zero where the guard is false", func(c ctx, e *lang.Call) Value { return c.normaliser(e, "softmax") })
	add("cumsum", "cumsum(x[j] for j in J): partial sums along J", func(c ctx, e *lang.Call) Value { return c.normaliser(e, "cumsum") })
	for name, f := range composedOps {
		add(name, name+f.doc, func(c ctx, e *lang.Call) Value {
			a := c.number(e, c.one(e))
			return &Array{Node: f.of(c.g(), a.Node), Dims: a.Dims}
		})
	}
	add("gamma", "gamma(x), the function; gamma(shape, rate), the distribution", gammaBuiltin)
	add("atan2", "atan2(y, x)", func(c ctx, e *lang.Call) Value {
		a, b := c.two(e)
		x, y := c.together(e, "atan2", c.number(e, a), c.number(e, b))
		return &Array{Node: c.g().Apply(ad.Atan2, x.Node, y.Node), Dims: longer(x, y).Dims}
	})
	addSetBuiltins(add)
	addArrayBuiltins(add)
	addFormulaBuiltins(add)
	addComplexBuiltins(add)
	addOperatorBuiltins(add)
	add("ground", "ground(H, sector = (N, 2)): .energy and .state of the ground state, exactly; of a sector, if one is named", groundBuiltin)
	add("spectrum", "spectrum(H, k = 4, sector = …): the k lowest energies, exactly", spectrumBuiltin)
	add("thermal", "thermal(H, T, sector = …): .free_energy, .energy, .entropy and .heat_capacity of exp(-H/T)/Z, exactly", thermalBuiltin)
	add("local", "local(H, ψ, x) = (Hψ)(x)/ψ(x)", localBuiltin)
	add("born", "born(ψ): the distribution |ψ|²", func(c ctx, e *lang.Call) Value { return c.born(e, c.one(e)) })
	add("energy", "energy(H, ψ) = ⟨ψ|H|ψ⟩/⟨ψ|ψ⟩", energyBuiltin)
	add("logdet", "logdet(T)(z) = log|det ∂T/∂z| of a map; logdet(A) of a matrix", logdetBuiltin)
	add("det", "det(A) of a square array", detBuiltin)
	add("inverse", "inverse(A) of a square array, inverse(T) of a map", inverseBuiltin)
	add("solve", "solve(A, b): the x with A x = b", solveBuiltin)
	add("compose", "compose(f(k) for k in 1..4): maps one after the other", composeBuiltin)
	add("odeflow", "odeflow(v, t0, t1, method = rk4(20), divergence = full): the flow of dx/dt = v(x, t) from t0 to t1", odeflowBuiltin)
	add("odesolve", "odesolve(v, x0, t0, t1, method = rk4(20)): where dx/dt = v(x, t) takes x0 by the time t1, or by each of a list of times", odesolveBuiltin)
	add("bijection", "bijection(f): a differentiable map as a flow, with a dense Jacobian, and an inverse by Newton's iteration", bijectionBuiltin)
	add("integrate", "integrate(f, a, b, rtol = 1e-10): the integral of f from a to b, which may be infinite", integrateBuiltin)
	add("find_root", "find_root(f, a, b): where f changes its sign between a and b", findRootBuiltin)
	add("rk4", "rk4(n): the method of Kutta, of order 4, in n equal steps", methodBuiltin)
	add("dopri5", "dopri5(rtol, atol, steps = n): the method of Dormand and Prince, of order 5, in steps that keep the error of each below atol + rtol·|x|; in training, n equal steps", methodBuiltin)
	out["grad"] = derivative("grad", "grad(f)(x): the gradient; grad(f, wrt = \"y\")", gradient)
	out["jacobian"] = derivative("jacobian", "jacobian(f)(x): ∂f/∂x over the indices of f, then those of x", jacobianOf)
	out["hessian"] = derivative("hessian", "hessian(f)(x): second derivatives of a function with one number as value", hessianOf)
	out["laplacian"] = derivative("laplacian", "laplacian(f)(x): Σ ∂²f/∂x²", laplacianOf)
	out["Δ"] = out["laplacian"]
	out["divergence"] = derivative("divergence", "divergence(v)(x): Σ ∂v/∂x of a field", divergenceOf)
	add("jvp", "jvp(f, x, v): the derivative of f at x along v", jvpBuiltin)
	add("vjp", "vjp(f, x, u): the transposed Jacobian at x times u", vjpBuiltin)
	add("sample", "sample(p, n, seed = …): n draws, or one", sampleBuiltin)
	add("terms", "terms(p(x, y | z)): logarithms of the conditionals, .x and .y, whose sum is log(p(x, y | z))", termsBuiltin)
	add("exact", "exact(p): enumeration of a small ∝ model: .logZ, and a distribution", exactBuiltin)
	add("mcmc", "mcmc(p, chains = 64, steps = 1000, warmup = 200): draws of a ∝ model, with R-hat and effective sample sizes", mcmcBuiltin)
	add("kl", "kl(p, q) = ⟨log p - log q⟩ over p; kl(data, p) = -⟨log p⟩ over the rows of data", klBuiltin)
	add("entropy", "entropy(p) = -⟨log p⟩ over p", entropyBuiltin)
	add("read", "read(\"data.csv\"): an array over 1..rows, 1..columns; a file that the library knows by its ending, such as x.cif, is an object", readBuiltin)
	return out
}

// builtin looks a name of the language up.
func (c ctx) builtin(name string) (Value, bool) {
	switch name {
	case "pi", "π":
		return c.scalar(math.Pi), true
	case "inf", "∞":
		return c.scalar(math.Inf(1)), true
	case "step", "progress":
		if v, ok := c.schedulePoint(name); ok {
			return &Array{Node: v}, true
		}
	case "im":
		return &Complex{Re: c.scalar(0), Im: c.scalar(1)}, true
	case "hc":
		return hermitianConjugate{}, true
	}
	v, ok := c.s.builtins[name]
	return v, ok
}

// schedulePoint is step or progress inside an objective.
func (c ctx) schedulePoint(name string) (*ad.Node, bool) {
	switch {
	case c.obj != nil && name == "step":
		return c.obj.step, true
	case c.obj != nil:
		return c.obj.progress, true
	case c.s.finalStep > 0 && name == "step":
		return c.g().Integer(c.s.finalStep), true
	case c.s.finalStep > 0:
		return c.g().Const(1), true
	}
	return nil, false
}

// one evaluates the single argument of a function.
func (c ctx) one(e *lang.Call) Value {
	if len(e.Args) != 1 || e.Args[0].Name != nil || len(e.Args[0].Gens) > 0 {
		fail("G0502", e, fmt.Sprintf("%s takes one argument", lang.Print(e.Fn)), at("%s", given(e)), oneMend(e))
	}
	return c.eval(e.Args[0].X)
}

func (c ctx) two(e *lang.Call) (Value, Value) {
	if len(e.Args) != 2 || len(e.Args[0].Gens)+len(e.Args[1].Gens) > 0 {
		fail("G0502", e, fmt.Sprintf("%s takes two arguments", lang.Print(e.Fn)), at("%s", given(e)), help("%s(x, y)", lang.Print(e.Fn)))
	}
	return c.eval(e.Args[0].X), c.eval(e.Args[1].X)
}

// reductionCall is sum(…), mean(…), max(a, b), …
func (c ctx) reductionCall(e *lang.Call, word string) Value {
	if len(e.Args) == 0 {
		fail("G0502", e, word+" of nothing", help("%s(f(i) for i in I)", word))
	}
	first := e.Args[0]
	expectation := word == "mean" || word == "var" || word == "std" || word == "logmeanexp"
	if expectation && (c.isExpectation(first) || c.overData(first)) {
		return c.expectation(e, word)
	}
	if word == "var" || word == "std" || word == "logmeanexp" {
		return c.moment(e, word, first)
	}
	if (word == "min" || word == "max") && len(e.Args) > 1 {
		vals, _ := c.evalArgs(e.Args)
		return c.fold2(e, word, vals)
	}
	if len(e.Args) > 1 {
		fail("G0502", e.Args[1], fmt.Sprintf("%s takes one expression with its generators", word), help("a list of numbers is [a, b, c]"))
	}
	return c.reduction(e, word, first)
}

// overData tells whether an average goes over rows of data inside an objective, which are dealt in mini-batches.
func (c ctx) overData(arg *lang.Arg) bool {
	if c.obj == nil || len(arg.Gens) != 1 {
		return false
	}
	rows := c.rowSet(arg.Gens[0].X, c.eval(arg.Gens[0].X))
	return rows != nil && rows.Size() > c.obj.batch && !c.laneOpen()
}

// moment is the variance, deviation or log-mean-exp over enumerated elements.
func (c ctx) moment(e *lang.Call, word string, arg *lang.Arg) Value {
	mean := func(x, guard *ad.Node, axes []*ad.Axis) *ad.Node { return c.reduce("mean", x, guard, axes) }
	var x, guard *ad.Node
	var axes []*ad.Axis
	if len(arg.Gens) > 0 {
		g := c.generate(arg.Gens)
		x, guard, axes = g.c.scalarOf(arg.X, g.c.eval(arg.X)), g.guard, g.axes()
	} else {
		a := c.number(arg.X, c.eval(arg.X))
		x, axes = a.Node, axesOf(a.Dims)
	}
	g := c.g()
	if word == "logmeanexp" {
		count := c.reduce("sum", g.Const(1), guard, axes)
		return &Array{Node: g.Apply(ad.Sub, c.reduce("logsumexp", x, guard, axes), g.Apply(ad.Log, count))}
	}
	d := g.Apply(ad.Sub, x, mean(x, guard, axes))
	v := mean(g.Apply(ad.Mul, d, d), guard, axes)
	if word == "std" {
		v = g.Apply(ad.Sqrt, v)
	}
	return &Array{Node: v}
}

// normaliser is softmax or cumsum, with generators or of a bare array.
func (c ctx) normaliser(e *lang.Call, word string) Value {
	if len(e.Args) != 1 {
		fail("G0502", e, word+" takes one expression with its generators", at("%s", given(e)), help("%s(x[j] for j in J)", word))
	}
	arg := e.Args[0]
	if len(arg.Gens) == 0 {
		a := c.number(arg.X, c.eval(arg.X))
		if word == "softmax" && len(a.Dims) > 0 {
			return &Array{Node: c.softmaxOf(a.Node, nil, axesOf(a.Dims)), Dims: a.Dims}
		}
		if len(a.Dims) == 1 {
			return c.partialSums(a.Node, a.Dims[0])
		}
		fail("G0502", e, word+" goes over generators", help("%s(x[j] for j in J)", word))
	}
	if word == "softmax" {
		return c.softmax(e, arg)
	}
	return c.cumsum(e, arg)
}

// gammaBuiltin is the gamma function of one argument, else the distribution.
func gammaBuiltin(c ctx, e *lang.Call) Value {
	if len(e.Args) != 1 || e.Args[0].Name != nil {
		return distribution("gamma").Call(c, e)
	}
	a := c.number(e, c.one(e))
	return &Array{Node: c.g().Apply(ad.Exp, c.g().Apply(ad.Lgamma, a.Node)), Dims: a.Dims}
}

// readBuiltin reads a file of numbers.
func readBuiltin(c ctx, e *lang.Call) Value {
	name, ok := c.one(e).(String)
	if !ok {
		fail("G0402", e, "read takes the name of a file", help(`read("data.csv")`))
	}
	if isMolecule(string(name)) {
		return c.molecule(e, string(name))
	}
	if c.s.opts.Library != nil {
		if reader, ok := format(c.s.opts.Library.Readers(), string(name)); ok {
			return c.s.nativeBuiltin("read", reader).Call(c, e)
		}
	}
	path := c.s.inPath(string(name))
	if c.s.opts.Check && (c.s.written[path] || c.s.written[c.s.outPath(string(name))]) {
		c.warn("G0808", e, fmt.Sprintf("%s is written by an earlier statement, so what depends on it is not checked", name),
			why("a check runs nothing, so the file may not be there yet"), help("gibbs run writes it, and checks the rest"))
		panic(poisoned{string(name)})
	}
	shape, values, err := files.Read(path)
	if err != nil {
		c.noFile(e, string(name), err, beside(string(name)))
	}
	c.s.read = append(c.s.read, hashOf(values))
	return c.table(Table{Shape: shape, Values: values})
}
