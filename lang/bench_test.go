package lang

import (
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/ad/kernel/peak"
)

const benchProgram = `## A model with hidden units.
model hidden(s: spin[I]) {
  param W[c,k,j] ~ normal(0, 0.3) for c in C, k in I, j in I if j < k
  param b[i] ~ normal(0, 0.3) for i in I            # a bias
  h[c,k] = tanh(sum(W[c,k,j]*s[j] for j in I)) for c in C, k in I
  s[i] ~ spin(logit = b[i] + sum(U[i,c,k]*h[c,k] for c in C, k in I)) for i in I
}
fit = minimize mean(E(s) + T*log(p(s)) for s ~ p) using adam(1e-3) with batch = 1000, steps = 2000
print("F/N = {fit.value/size(Λ)}   exact {exact/size(Λ):.6f}")
`

// BenchmarkParse reads a text of 60 kB.
func BenchmarkParse(b *testing.B) {
	text := strings.Repeat(benchProgram, 100)
	b.ReportAllocs()
	peak.Cost(b, func() {
		if _, ds := Parse(NewSource("bench.gp", text)); len(ds) > 0 {
			b.Fatal(ds[0])
		}
	})
}

// BenchmarkFormat lays it out.
func BenchmarkFormat(b *testing.B) {
	text := strings.Repeat(benchProgram, 100)
	b.ReportAllocs()
	peak.Cost(b, func() { Format(NewSource("bench.gp", text), Keep) })
}
