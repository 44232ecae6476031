package interp

import (
	"fmt"
	"testing"
	"time"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/exec"
)

// waves are wave functions of spins on a chain of N sites.
var waves = []struct {
	name, text string
	sizes      []int
}{
	{"made", "p = van.made(Λ, channels = 4, depth = 2)\nψ(s: spin[Λ]) = √p(s)", []int{16, 64, 144}},
	{"recurrent", "p = van.rnn(Λ)\nψ(s: spin[Λ]) = √p(s)", []int{16, 64, 144}},
	{"transformer", "p = van.transformer(Λ)\nψ(s: spin[Λ]) = √p(s)", []int{16, 64}},
	{"RBM", `F = 1..2*N
net hidden(s: spin[Λ]) { param W[f,i] ~ normal(0, 0.1) for f in F, i in Λ
  sum(log(cosh(sum(W[f,i]*s[i] for i in Λ))) for f in F) }
ψ(s: spin[Λ]) = exp(hidden(s))`, []int{16, 64, 144}},
	{"Jastrow", `net pairs(s: spin[Λ]) { param J[i,j] ~ normal(0, 0.1) for i in Λ, j in Λ if i < j
  sum(J[i,j]*s[i]*s[j] for i in Λ, j in Λ if i < j) }
ψ(s: spin[Λ]) = exp(pairs(s))`, []int{16, 64, 144}},
}

// localCosts are the local energy of the transverse-field Ising chain and log ψ, at given spins.
type localCosts struct {
	s           *Session
	spins       *ad.Node
	local, logψ *ad.Node
}

func newLocalCosts(t testing.TB, wave string, n, samples int) *localCosts {
	t.Helper()
	s, _ := program(t, fmt.Sprintf(`import van
N = %d
Λ = chain(N, open)
X, Y, Z = pauli(Λ)
H = -sum(Z[i]*Z[j] for (i, j) in bonds(Λ)) - sum(X[i] for i in Λ)
%s
s₀[i] = 1 for i in Λ
e = local(H, ψ, s₀)
`, n, wave), Options{})
	out := &localCosts{s: s}
	lane := s.laneAxis(samples)
	c := s.context(s.main).with(lane)
	psi, h := c.eval(expr(t, "ψ")), c.eval(expr(t, "H")).(*Operator)
	x := c.unknownOf(dataVar{name: "s", typ: c.configurationOf(expr(t, "ψ"), psi, h.space)})
	x.Node = s.g.Input("s", ad.Int, x.Dims[0].Axis, lane)
	out.spins = x.Node
	out.local = c.localDiscrete(expr(t, "H"), c.renameOperator(h), psi, x, true).Re.Node
	out.logψ = c.amplitude(expr(t, "ψ"), psi, []Value{x}).log
	return out
}

// env gives each sample its spins.
func (c *localCosts) env() *exec.Env {
	env := c.s.env()
	spins := make([]float64, c.spins.Size())
	for i := range spins {
		spins[i] = float64(2*((i*i+i/7)*2654435761>>9&1) - 1)
	}
	env.Inputs[c.spins.Leaf] = spins
	return env
}

// BenchmarkLocalEnergy times local energies of the transverse-field Ising chain, in units of one log ψ of as many samples,
// by one worker.
func BenchmarkLocalEnergy(b *testing.B) {
	for _, w := range waves {
		for _, n := range w.sizes {
			b.Run(fmt.Sprintf("%s/%d", w.name, n), func(b *testing.B) {
				c := newLocalCosts(b, w.text, n, 256)
				begin := time.Now()
				local := compile(b, c.s, c.local)
				planning := time.Since(begin)
				logψ := compile(b, c.s, c.logψ)
				env := c.env()
				run := func(p *exec.Plan) func() {
					return func() {
						if err := p.Run(env); err != nil {
							b.Fatal(err)
						}
					}
				}
				seconds, _ := takes(b, run(local), run(logψ))
				b.ReportMetric(seconds[0]/seconds[1], "local/logψ")
				b.ReportMetric(local.Flops()/logψ.Flops(), "flops/logψ")
				b.ReportMetric(planning.Seconds(), "s/plan")
			})
		}
	}
}
