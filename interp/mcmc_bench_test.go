package interp

import (
	"testing"
	"time"
)

// discrete are models whose sites move one by one.
var discrete = []struct {
	name, text string
	chains     int
}{
	{"Ising 64×64", `Λ = square(64, 64, periodic)
model p(s: spin[Λ]) ∝ exp(0.4406868*sum(s[i]*s[j] for (i,j) in bonds(Λ)))`, 256},
	{"Ising 16×16", `Λ = square(16, 16, periodic)
model p(s: spin[Λ]) ∝ exp(0.4406868*sum(s[i]*s[j] for (i,j) in bonds(Λ)))`, 64},
	{"SK 20", `I = 1..20
J[i,j] = sin(12.9898*i + 78.233*j)/sqrt(20) for i in I, j in I
model p(s: spin[I]) ∝ exp(1.5*sum(J[i,j]*s[i]*s[j] for i in I, j in I if i < j))`, 256},
	{"Potts 32×32", `Λ = square(32, 32, periodic)
K = labels("A", "B", "C")
model p(k: K[Λ]) ∝ exp(0.9*sum((if k[i] == k[j] then 1 else 0) for (i,j) in bonds(Λ)))`, 256},
	{"plaquettes 16×16", `Λ = square(16, 16, periodic)
model p(s: spin[Λ]) ∝ exp(0.5*sum(s[i]*s[i + (1,0)]*s[i + (0,1)]*s[i + (1,1)] for i in Λ) + 0.1*sum(s[i] for i in Λ))`, 256},
}

// BenchmarkSites counts updates of single sites, by one worker.
func BenchmarkSites(b *testing.B) {
	for _, m := range discrete {
		b.Run(m.name, func(b *testing.B) {
			s, _ := program(b, m.text+"\nF = 0\n", Options{Threads: 1})
			c := s.context(s.main)
			x := expr(b, "p")
			src := c.sourceOf(x, c.eval(x))
			begin := time.Now()
			ch := c.newChains(x, src, chainSpec{chains: m.chains})
			planning := time.Since(begin)
			env := ch.begin(c, nil)
			step, before := 0, ch.tried
			seconds, rate := takes(b, func() {
				for before = ch.tried; ch.tried < before+1e6; step++ {
					ch.sweep(s, x, env, step)
				}
			})
			updates := (ch.tried - before) / seconds[0]
			b.ReportMetric(updates/1e6, "Mupdates/s")
			b.ReportMetric(rate/updates, "flop/update") // that the processor could do in the time
			b.ReportMetric(1e3*planning.Seconds(), "ms/plan")
		})
	}
}
