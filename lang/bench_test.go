package lang

import (
	"strings"
	"testing"
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

// BenchmarkParse measures the throughput of reading, in MB/s.
func BenchmarkParse(b *testing.B) {
	text := strings.Repeat(benchProgram, 100)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, ds := Parse(NewSource("bench.gp", text)); len(ds) > 0 {
			b.Fatal(ds[0])
		}
	}
}

// BenchmarkFormat measures the throughput of laying out.
func BenchmarkFormat(b *testing.B) {
	text := strings.Repeat(benchProgram, 100)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Format(NewSource("bench.gp", text), Keep)
	}
}
