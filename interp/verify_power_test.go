package interp

import (
	"maps"
	"slices"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/dist"
)

// revalued gives an operation that has no kernel another value, until undo is called.
func revalued(op ad.Op, f func(x []float64) float64) (undo func()) {
	row := op.Info()
	old := row.Value
	row.Value = f
	return func() { row.Value = old }
}

// drawnWith makes draws of a distribution with a factor before one of its arguments.
func drawnWith(row, argument string, factor float64) (undo func()) {
	return dist.Find(row).Override(nil, func(g *ad.Graph, a dist.Args) dist.Args {
		a = maps.Clone(a)
		arg := a[argument]
		arg.Node = g.Apply(ad.Mul, g.Const(factor), arg.Node)
		a[argument] = arg
		return a
	})
}

// Each law fails of what is wrong in its subject, and what is right beside it holds.
func TestLawsNoticeWhatIsWrong(t *testing.T) {
	const network = `I = 1..4
model p(s: spin[I]) {
  param W[i,j] ~ normal(0, 1) for i in I, j in I if j < i
  s[i] ~ spin(logit = 0.3 + sum(W[i,j]*s[j] for j in I)) for i in I
}
`
	for _, c := range []struct {
		what    string
		program string
		wrong   func() (undo func())
		fails   []string
	}{
		{"draws of spins", network, func() func() { return drawnWith("spin", "logit", 0.9) },
			[]string{"p: draws have the density (χ²)", "p: the gradient estimator has no bias", "p: ⟨∂log p/∂θ⟩ = 0"}},
		{"probabilities of spins", network, func() func() {
			return dist.Find("spin").Override(func(g *ad.Graph, logp *ad.Node) *ad.Node { return g.Apply(ad.Mul, g.Const(0.99), logp) }, nil)
		}, []string{"p: Σp = 1"}},
		{"draws of coordinates", "model p(x: real) { x ~ normal(0.5, 1.2) }\n", func() func() { return drawnWith("normal", "sd", 1.1) },
			[]string{"p: ⟨∂f + f ∂log p⟩ = 0"}},
		{"draws of coordinates behind a map", "model b(x: real) { x ~ normal(0.5, 1.2) }\nflow T(z: real) { z + z^3/9 }\nq = b |> T\n",
			func() func() { return drawnWith("normal", "sd", 1.25) }, []string{"b: ⟨∂f + f ∂log p⟩ = 0", "q: ⟨∂f + f ∂log p⟩ = 0"}},
		{"the derivative of sinh", "flow T(z: real) { sinh(z) + 1 }\nflow U(z: real) { z^3 + z }\n", func() func() {
			return ad.Override(ad.Sinh, func(g *ad.Graph, x, y *ad.Node) *ad.Node { return y })
		}, []string{"T: log|det| is that of the Jacobian"}},
		{"the sign of fermions", "I = 1..4\nc = fermions(I)\nH = sum(c[i]†*c[j] + c[j]†*c[i] for i in I, j in I if j < i)\n", func() func() {
			return revalued(ad.Mod, func(x []float64) float64 { return 0 })
		}, []string{"H: local energy = row of the matrix"}},
		{"a value that draws read", "I = 1..3\nmodel p(x: real[I]) { x[i] ~ normal(if i > 1 then tan(x[i-1]/9) else 0, 1) for i in I }\n", func() func() {
			return revalued(ad.Tan, func(x []float64) float64 { return x[0] })
		}, []string{"p: draws are those made one by one"}},
		{"the site of a move", "I = 1..4\nmodel p(s: spin[I]) ∝ exp(sum(s[i]*s[j] for i in I, j in I if j < i)/2)\n", func() func() {
			return revalued(ad.Mod, func(x []float64) float64 { return 0 })
		}, []string{"p: chains have the density"}},
		{"a claim that a map is one to one", "T = bijection((z: real) -> z^2 - z/9)\nmodel b(x: real) { x ~ normal(0, 1) }\nq = b |> T\n", func() func() { return func() {} },
			[]string{"q: log p of draws, from sampling and afresh"}},
	} {
		undo := c.wrong()
		v := verified(t, c.program)
		undo()
		if v.Code != ExitFailed {
			t.Errorf("%s: exit code %d", c.what, v.Code)
		}
		list, _ := failing(v)
		slices.Sort(list)
		if !slices.Equal(list, c.fails) {
			t.Errorf("%s: found %q, want %q", c.what, list, c.fails)
		}
	}
}
