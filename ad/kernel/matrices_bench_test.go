package kernel

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/gibbs-lang/gibbs/ad/kernel/peak"
)

// BenchmarkMatrices gives nanoseconds for a matrix: determinant, and determinant and inverse, of normal numbers. A
// determinant needs 2n³/3 operations, an inverse 4n³/3 more, complex ones four times as many. Other numbers each time keep
// the processor from learning the pivots.
func BenchmarkMatrices(b *testing.B) {
	benchPaths(b, func(b *testing.B) {
		r := rand.New(rand.NewPCG(1, 1))
		for _, isComplex := range []bool{false, true} {
			for _, n := range []int{2, 4, 8, 12, 16, 24, 32} {
				kind, ops := "real", float64(Group*n*n*n)*2/3
				if isComplex {
					kind, ops = "complex", 4*ops
				}
				m := randomMatrices(r, n, isComplex)
				numbers := normals(r, 1<<17)
				next := func() {
					at := r.IntN(len(numbers)-len(m.src)) &^ 7
					copy(m.src, numbers[at:])
				}
				run := func(name string, ops float64, work func()) {
					b.Run(fmt.Sprintf("%s/%s/%d", kind, name, n), func(b *testing.B) {
						shortest, ratio := race(b, work, func() { peak.FMA(Path(), 1000) })
						b.ReportMetric(shortest/Group, "ns/matrix")
						b.ReportMetric(100*ops/peak.FMA(Path(), 1000)/ratio, "%peak")
						b.ReportMetric(0, "ns/op")
					})
				}
				run("det", ops, func() { next(); m.Decompose(Group) })
				run("inverse", 3*ops, func() { next(); m.Decompose(Group); m.Invert() })
			}
		}
	})
}
