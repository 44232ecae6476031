package interp

import (
	"strings"
	"testing"
)

// demand is a program that asks for much, with the codes of what it is answered; no code: it runs.
type demand struct {
	name, text string
	codes      string
}

var demands = []demand{
	// Sizes that are refused before anything is allocated.
	{"a long range", "I = 1..9007199254740992", "G0306"},
	{"a large product", "I = 1..1000000000\nJ = I times I times I", "G0306"},
	{"a large subset", "S = set(i for i in 1..1000000000 if i mod 2 == 0)", "G0309"},
	{"a large sorted set", "S = sort(1..1000000000, by = x -> -x)", "G0309"},
	{"a large lattice", "L = square(100000, 100000, periodic)", "G0306"},
	{"many bonds", "L = complete(100000)\nprint(size(bonds(L)))", "G0306"},
	{"a graph with far vertices", "L = graph([[1, 100000000000]])", "G0306"},
	{"a large array", "x[i,j] = i*j for i in 1..100000, j in 1..100000", "G0309"},
	{"a long array", "x[i] = i^2 for i in 1..100000000", "G0309"},
	{"a large guard", "y = sum(i for i in 1..100000, j in 1..100000 if exp(i) < j)", "G0309"},
	{"a large parameter", "net f(x: real) { param W[i,j] ~ normal(0, 1) for i in 1..100000, j in 1..100000; sum(W)*x }", "G0309"},
	{"a parameter of more elements than whole numbers", "I = 1..2000000000\nnet f(x: real) { param W[i,j,k] = 0 for i in I, j in I, k in I; x }", "G0309"},
	{"configurations of more cells than whole numbers", "I = 1..2000000000\nprint(sum(1 for s in spin[I, I, I]))", "G0308"},
	{"a parameter over configurations", "net f(x: real) { param W[s] = 0 for s in spin[1..2]; x }", "G0308"},
	{"a running sum over configurations", "print(cumsum(sum(s) for s in spin[1..2]))", "G0308"},
	{"a sum over many sites of a short array", "x = [1, 2, 3, 4]\nprint(sum(x[i] for i in 1..1000000000))", "G0309"},
	{"many configurations", "print(sum(1 for s in spin[1..1000]))", "G0308"},
	{"a large enumeration", "model t(s: spin[1..40]) ∝ exp(sum(s))\nr = exact(t)", "G0308"},
	{"many latent values", "model p(x: real) { k[i] ~ spin(logit = 0) for i in 1..50; x ~ normal(sum(k), 1) }\nprint(p(1))", "G0612"},
	{"many samples", "print(mean(x for x ~ normal(0, 1), samples = 1000000000000))", "G0309"},
	{"many draws", "print(sample(normal(0, 1), 1000000000000))", "G0309"},
	{"many chains", "model t(s: spin[1..30]) ∝ exp(sum(s))\nr = mcmc(t, chains = 1000000000000, steps = 10)", "G0309"},
	{"long chains", "model t(s: spin[1..30]) ∝ exp(sum(s))\nr = mcmc(t, chains = 10, steps = 1000000000000)", "G0309"},
	{"a doubled string", "x0 = \"aaaaaaaaaa\"\n" + chainOf(40, "x%d = \"{x%e}{x%e}\"\n"), "G0309"},
	{"a doubled tuple", "x0 = (1, 2)\n" + chainOf(40, "x%d = (x%e, x%e)\n"), "G0309"},

	{"equality of operators at many pairs", "X, Y, Z = pauli(1..100000)\nassert all(X[i]*Y[j] == Y[j]*X[i] for i in 1..100000, j in 1..100000)", "G0309"},

	// Calls without end.
	{"a map in its own signature", "f(x: real[1..size(logdet(T)([1]))]) = x\nT = bijection(f)\nprint(logdet(T)([1]))", "G0503"},
	{"a function that calls itself", "f(x) = f(x) + f(x)\nprint(f(1))", "G0503"},
	{"functions in a circle", "f(x) = g(x)\ng(x) = f(x)\nprint(f(1))", "G0503"},
	{"a lambda given to itself", "w = x -> x(x)\nprint(w(w))", "G0503"},
	{"a function and its gradient", "f(x) = grad(f)(x)\nprint(f(1))", "G0503"},
	{"a list of calls", "f(x) = [f(i) for i in 1..10]\nprint(f(1))", "G0503"},
	{"a net that applies itself", "net f(x: real) { f(x) }\nprint(f(1))", "G0201"},
	{"an instance in itself", "net f(n)(x: real) { g = f(n)\n g(x) }\nh = f(3)", "G0503"},
	{"a model drawn from itself", "model p(x: real) { x ~ p }\nprint(sample(p))", "G0201"},
	{"a density in itself", "model p(x: real) { x ~ normal(log(p(1)), 1) }\nprint(log(p(1)))", "G0201"},

	// Depth and length.
	{"deep brackets", "y = " + strings.Repeat("(", 10000) + "1" + strings.Repeat(")", 10000), "G0121"},
	{"deep calls", "f(x) = x + 1\ny = " + strings.Repeat("f(", 10000) + "1" + strings.Repeat(")", 10000), "G0121"},
	{"a long sum", "x = 1\ny = x" + strings.Repeat(" + x", 20000) + "\nprint(y)", ""},
	{"10,000 equations", "x0 = 1\n" + chainOf(10000, "x%d = x%e + 1\n") + "print(x10000)", ""},
	{"10,000 equations of a body", "f(x) = {\nx0 = x\n" + chainOf(10000, "x%d = x%e + 1\n") + "x10000\n}\nprint(f(1))", ""},
	{"10,000 entries", "x = [1" + strings.Repeat(", 2", 9999) + "]\nprint(sum(x), size(x))", ""},
	{"10,000 arguments", "f(a0" + chainOf(9999, ", a%d") + ") = a0\nprint(f(1" + strings.Repeat(", 2", 9999) + "))", ""},
	{"a name of 10,000 letters", strings.Repeat("x", 10000) + " = 1\nprint(" + strings.Repeat("x", 9999) + ")", "G0201"},
	{"a long composition", "f(x) = x\ny = f" + strings.Repeat(" |> f", 1000) + "\nprint(y(1))", ""},
	{"70 indices", "y = sum(1 for i0 in 1..1" + chainOf(69, ", i%d in 1..1") + ")\nprint(y)", ""},

	{"a flow of no numbers", "I = 1..0\nv(x: real[I], t: real) = x\nq = [normal(0, 1) for i in I] |> odeflow(v, 0, 1)\nprint(mean(sum(x) for x ~ q))", "G0415"},

	// Numbers that are none.
	{"a number too large", "x = 1e400\nprint(x)", "G0107"},
	{"a range to infinity", "I = 1..inf", "G0304"},
	{"a parameter that starts nowhere", "net f(x: real) { param a = 0/0; a*x }", "G0606"},
	{"a training of no steps", "net f(x: real) { param a = 1; a*x }\nfit = minimize f(1)^2 using adam(1) with steps = 0", "G0304"},
	{"a negative rate", "net f(x: real) { param a = 1; a*x }\nfit = minimize f(1)^2 using adam(-1) with steps = 3", "G0703"},
	{"an index beyond all sets", "x = [1, 2, 3]\nprint(x[1e20])", "G0302"},
	{"a wide format", "x = 1\nprint(\"{x:.1000000000f}\")", "G0802"},
	{"a device as a module", "import \"/dev/zero\"", "G0804"},
}

func TestDemands(t *testing.T) {
	for _, d := range demands {
		t.Run(d.name, func(t *testing.T) {
			s := judge(t, d.text+"\n", false)
			var codes []string
			for _, x := range s.Diags {
				codes = append(codes, x.Code)
			}
			if got := strings.Join(codes, " "); got != d.codes {
				t.Errorf("answered %q, want %q", got, d.codes)
			}
		})
	}
}
