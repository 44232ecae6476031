package kernel

import (
	"math/rand/v2"
	"testing"

	"github.com/gibbs-lang/gibbs/ad/kernel/peak"
)

// BenchmarkElements gives nanoseconds for an element in rows of the usual tile, 128 samples.
func BenchmarkElements(b *testing.B) {
	const n = 128
	benchPaths(b, func(b *testing.B) {
		r := rand.New(rand.NewPCG(1, 1))
		old := make([]float64, n)
		for _, s := range scalarTests {
			x := [][]float64{normals(r, n), normals(r, n), normals(r, n)}
			for i := range x {
				Abs(x[i], x[i])
			}
			b.Run(s.name, func(b *testing.B) { perElement(b, n, func() { s.call(old, x) }) })
		}
		idx := make([]float64, n)
		for i := range idx {
			idx[i] = float64(r.IntN(50))
		}
		big := normals(r, 51*(n+8))
		p, g, m, v := normals(r, n), normals(r, n), normals(r, n), normals(r, n)
		Abs(v, v)
		for name, call := range map[string]func(){
			"Sum":         func() { Sum(big[:n]) },
			"Dot":         func() { Dot(p, g) },
			"MaxOf":       func() { MaxOf(p) },
			"GatherLanes": func() { GatherLanes(old, big, idx, n+8, 0) },
			"GatherTable": func() { GatherTable(old, big, idx, 1, 0) },
			"Adam":        func() { Adam(p, g, m, v, 1e-9, 0.9, 0.999, 1e-8) },
			"Pow":         func() { Pow(old, v, p) },
			"Uniform":     func() { Uniform(old, [2]uint64{1, 2}, 3, 4, 5, 0) },
			"Normal":      func() { Normal(old, [2]uint64{1, 2}, 3, 4, 5, 0) },
		} {
			b.Run(name, func(b *testing.B) { perElement(b, n, call) })
		}
	})
}

// perElement reports the shortest time of an element, and how many floating-point operations the peak loop performs
// in the median time.
func perElement(b *testing.B, n int, call func()) {
	shortest, ratio := race(b, call, func() { peak.FMA(Path(), 1000) })
	b.ReportMetric(shortest/float64(n), "ns/element")
	b.ReportMetric(ratio*peak.FMA(Path(), 1000)/float64(n), "flop/element")
	b.ReportMetric(0, "ns/op")
}
