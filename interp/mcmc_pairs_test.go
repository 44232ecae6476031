package interp

import (
	"math"
	"testing"
)

// Chains in a sector, of a magnetisation, of a parity, or of counts of values, have the averages of the sum over the sector. The
// limit is five standard errors of the slowest element, and they are small; without moves of two sites every chain stays where it began.
func TestChainsInSectors(t *testing.T) {
	for name, text := range map[string]string{
		"magnetisation": `
model p(s: spin[1..6]) ∝ if sum(s[i] for i in 1..6) == 0 then exp(0.5*sum(s[i]*s[i+1] for i in 1..5) + 0.3*s[1]) else 0
f(s) = s[1]*s[2] + s[1]
`,
		"parity": `
model p(s: bit[(1..2) times (1..3)]) ∝ if sum(s[i,j] for i in 1..2, j in 1..3) mod 2 == 1 then exp(0.6*s[1,1]*s[2,3] - 0.4*s[1,2]) else 0
f(s) = s[1,1] + s[1,2]*s[2,3]
`,
		"counts": `
model p(k: (1..3)[1..5]) ∝ if count(k[i] == 1 for i in 1..5) == 2 and count(k[i] == 3 for i in 1..5) == 1 then exp(0.3*sum(k[i]*i for i in 1..5)) else 0
f(k) = k[1]
`,
		"sum": `
model p(k: (1..4)[1..4]) ∝ if sum(k[i] for i in 1..4) == 10 then exp(0.3*k[1] - 0.2*k[2]^2) else 0
f(k) = k[1]*k[2]
`,
		"some sites free": `
model p(s: spin[1..9]) ∝ if s[1]*s[2]*s[3] == 1 then exp(0.4*s[1]*s[5] + 0.3*s[2]) else 0
f(s) = s[1] + s[2]*s[3]
`,
	} {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(3) {
				s, _ := program(t, text+`
reference = exact(p)
want = mean(f(x) for x ~ reference).mean
r = mcmc(p, steps = 3000, chains = 32)
acceptance = r.acceptance
rhat = r.rhat
got = mean(f(x) for x in r.draws)
err = √(mean((f(x) - want)^2 for x ~ reference).mean/r.ess)
`, Options{Seed: seed})
				value := func(name string) float64 { return real(s.values(t, name)[0]) }
				if d := math.Abs(value("got") - value("want")); !(d < 5*value("err")) || value("err") > 0.03 {
					t.Errorf("seed %d: %.4f(%.4f), and the sum over the sector is %.4f", seed, value("got"), value("err"), value("want"))
				}
				if value("rhat") > 1.02 || value("acceptance") < 0.02 {
					t.Errorf("R-hat %.3f, acceptance %.3f", value("rhat"), value("acceptance"))
				}
			}
		})
	}
}
