package inverse

import (
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/kernel/peak"
)

// BenchmarkCouplings inverts eight couplings of 256 numbers by networks of width 64.
func BenchmarkCouplings(b *testing.B) {
	peak.Cost(b, func() {
		s := newSample(1)
		s.samples(8)
		s.width = 64
		i := s.g.Axis("i", 256)
		x := s.unknown("z", Line, i)
		for k := range 8 {
			x = s.coupling(x, i, k%2, s.affine)
		}
		s.m.Out = []*ad.Node{x}
		if _, err := Invert(s.g, s.m, nil); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkTriangular inverts a triangular system of 256 numbers.
func BenchmarkTriangular(b *testing.B) {
	peak.Cost(b, func() {
		s := newSample(1)
		s.samples(8)
		i := s.g.Axis("i", 256)
		z := s.unknown("z", Line, i)
		s.m.Out = []*ad.Node{s.triangular(z, z, i)}
		if _, err := Invert(s.g, s.m, nil); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkMonotone inverts a curve of 256 numbers, each after those before it.
func BenchmarkMonotone(b *testing.B) {
	peak.Cost(b, func() {
		s := newSample(1)
		i := s.g.Axis("i", 256)
		z := s.unknown("z", Line, i)
		inner := s.op(ad.Add, z, s.lower(z, i, false, func(z *ad.Node) *ad.Node { return s.op(ad.Tanh, z) }))
		s.m.Out = []*ad.Node{s.op(ad.Add, s.mul(s.c(1.5), z), s.op(ad.Sin, inner))}
		if _, err := Invert(s.g, s.m, nil); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkMatrix inverts a matrix of 128 rows under curves.
func BenchmarkMatrix(b *testing.B) {
	peak.Cost(b, func() {
		s := newSample(1)
		i, j := s.g.Axis("i", 128), s.g.Axis("j", 128)
		z := s.unknown("z", Line, i)
		s.m.Out = []*ad.Node{s.op(ad.Sinh, s.matrixTimes(s.regular(i, j), s.op(ad.Asinh, z), i, j))}
		if _, err := Invert(s.g, s.m, nil); err != nil {
			b.Fatal(err)
		}
	})
}
