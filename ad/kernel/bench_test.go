package kernel

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/gibbs-lang/gibbs/ad/kernel/peak"
)

// race times work and a reference in turns, each for about 100 µs at a time. It returns the shortest time of one call
// of work in nanoseconds, and the median of the ratios of neighbouring slices, time of work over time of reference:
// neighbours share the state of a machine that others use too.
func race(b *testing.B, work, reference func()) (shortest, ratio float64) {
	slice := func(f func()) func() float64 {
		n := 1
		for {
			t := time.Now()
			for range n {
				f()
			}
			if time.Since(t) > 100*time.Microsecond {
				break
			}
			n *= 2
		}
		return func() float64 {
			t := time.Now()
			for range n {
				f()
			}
			return float64(time.Since(t)) / float64(n)
		}
	}
	sw, sr := slice(work), slice(reference)
	shortest = sw()
	var ratios []float64
	for b.Loop() {
		w := sw()
		shortest = min(shortest, w)
		ratios = append(ratios, w/sr())
	}
	slices.Sort(ratios)
	return shortest, ratios[len(ratios)/2]
}

// againstPeak reports the rate of work, which performs ops floating-point operations, as a fraction of the peak.
func againstPeak(b *testing.B, ops float64, work func()) {
	const n = 1000
	shortest, ratio := race(b, work, func() { peak.FMA(Path(), n) })
	b.ReportMetric(ops/shortest, "GF/s")
	b.ReportMetric(100*ops/peak.FMA(Path(), n)/ratio, "%peak")
	b.ReportMetric(0, "ns/op")
}

func benchPaths(b *testing.B, bench func(b *testing.B)) {
	before := Path()
	defer SetPath(before)
	for _, p := range Paths() {
		SetPath(p)
		b.Run(p, bench)
	}
}

func BenchmarkMulRows(b *testing.B) {
	benchPaths(b, func(b *testing.B) {
		r := rand.New(rand.NewPCG(1, 1))
		for _, s := range [][3]int{{8, 64, 64}, {8, 256, 64}, {8, 256, 128}, {8, 256, 256}, {8, 64, 128},
			{4, 256, 128}, {2, 256, 128}, {1, 256, 128}, {3, 256, 128}, {5, 64, 128}, {6, 64, 128}, {7, 64, 128}, {8, 64, 100}, {8, 8, 128}, {8, 1, 128}} {
			rows, k, n := s[0], s[1], s[2]
			m := mulCase{a: normals(r, 8*k), b: normals(r, k*(n+8)), c: normals(r, 8*(n+8))}
			m.boff, m.coff = spaced(k, n+8), spaced(rows, n+8)
			b.Run(fmt.Sprintf("%dx%dx%d", rows, k, n), func(b *testing.B) {
				againstPeak(b, float64(2*rows*k*n), func() { MulRows(k, m.a, m.b, m.boff, m.c, m.coff, n) })
			})
		}
	})
}

func BenchmarkDotRows(b *testing.B) {
	benchPaths(b, func(b *testing.B) {
		r := rand.New(rand.NewPCG(1, 1))
		for _, s := range [][3]int{{64, 64, 64}, {64, 64, 128}, {256, 256, 64}, {256, 256, 128}, {256, 256, 256}, {16, 64, 128}, {12, 64, 128}, {1, 64, 128}} {
			ra, rb, n := s[0], s[1], s[2]
			x, y, c := normals(r, ra*(n+8)), normals(r, rb*(n+8)), make([]float64, ra*rb)
			xo, yo := spaced(ra, n+8), spaced(rb, n+8)
			b.Run(fmt.Sprintf("%dx%dx%d", ra, rb, n), func(b *testing.B) {
				againstPeak(b, float64(2*ra*rb*n), func() { DotRows(n, x, xo, y, yo, c, rb) })
			})
		}
	})
}

// spaced is the offsets of count rows with the given distance.
func spaced(count, distance int) []int {
	off := make([]int, count)
	for i := range off {
		off[i] = i * distance
	}
	return off
}
