package estimate

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func anEstimate(t *rapid.T, name string) *Estimate {
	return Measured(rapid.Float64Range(-10, 10).Draw(t, name), rapid.Float64Range(0.001, 1).Draw(t, name+" error"), 100)
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-12*math.Max(1, math.Abs(b)) }

func TestTheSameEstimateCancels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := anEstimate(t, "x"), anEstimate(t, "y")
		if d := Sub(x, x); d.Mean() != 0 || d.Err() != 0 || !d.IsExact() {
			t.Fatalf("x - x = %v", d)
		}
		if d := Sub(Add(x, y), y); d.Mean() != x.Mean() || d.Err() != x.Err() {
			t.Fatalf("x + y - y = %v, x = %v", d, x)
		}
		if d := Sub(Mul(Exact(3), x), Add(x, Add(x, x))); d.Mean() != 0 || d.Err() != 0 {
			t.Fatalf("3x - x - x - x = %v", d)
		}
		y = Add(y, Exact(math.Copysign(1, y.Mean())))
		if q := Div(Mul(x, y), y); !near(q.Mean(), x.Mean()) || math.Abs(q.Err()-x.Err()) > 1e-9*(1+math.Abs(x.Mean()/y.Mean())) {
			t.Fatalf("x y / y = %v, x = %v", q, x)
		}
	})
}

func TestDifferentEstimatesAddInQuadrature(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := anEstimate(t, "x"), anEstimate(t, "y")
		x, y = Add(x, Exact(math.Copysign(1, x.Mean()))), Add(y, Exact(math.Copysign(1, y.Mean())))
		a := rapid.Float64Range(-5, 5).Draw(t, "a")
		want := math.Hypot(x.Err(), y.Err())
		if s := Add(x, y); !near(s.Err(), want) || !near(s.Mean(), x.Mean()+y.Mean()) {
			t.Fatalf("x + y = %v", s)
		}
		if s := Sub(x, y); !near(s.Err(), want) || s.Biased() {
			t.Fatalf("x - y = %v", s)
		}
		if s := Mul(Exact(a), x); !near(s.Err(), math.Abs(a)*x.Err()) || s.Biased() {
			t.Fatalf("a x = %v", s)
		}
		rel := math.Hypot(x.Err()/x.Mean(), y.Err()/y.Mean())
		if p := Mul(x, y); !near(p.Mean(), x.Mean()*y.Mean()) || math.Abs(p.Err()-math.Abs(p.Mean())*rel) > 1e-9 || p.Biased() {
			t.Fatalf("x y = %v, relative error %g", p, rel)
		}
		if q := Div(x, y); math.Abs(q.Err()-math.Abs(q.Mean())*rel) > 1e-9*(1+q.Err()) || !q.Biased() {
			t.Fatalf("x/y = %v, relative error %g", q, rel)
		}
		if q := Div(x, Exact(2)); q.Err() != x.Err()/2 || q.Biased() {
			t.Fatalf("x/2 = %v", q)
		}
		if p := Mul(x, x); !near(p.Err(), 2*math.Abs(x.Mean())*x.Err()) || !p.Biased() {
			t.Fatalf("x x = %v", p)
		}
	})
}

// TestPropagationAgainstSampling: the error of a function is the spread of the function of
// random measurements, for small errors.
func TestPropagationAgainstSampling(t *testing.T) {
	f := func(x, y float64) float64 { return math.Exp(x) * y / (x + y) }
	x, y := Measured(0.7, 1e-3, 0), Measured(1.9, 2e-3, 0)
	e := Div(Mul(Func(x, cmplx.Exp(0.7), cmplx.Exp(0.7)), y), Add(x, y))
	var m Moments
	r := rand.New(rand.NewPCG(1, 1))
	const n = 50000
	for range n {
		m.Add(f(0.7+1e-3*r.NormFloat64(), 1.9+2e-3*r.NormFloat64()))
	}
	if sd := math.Sqrt(m.Variance()); math.Abs(e.Err()/sd-1) > 5/math.Sqrt(2*n) {
		t.Errorf("error %g, spread of samples %g", e.Err(), sd)
	}
	if !e.Biased() || !near(e.Mean(), f(0.7, 1.9)) {
		t.Errorf("value %v, biased %t", e, e.Biased())
	}
}

func TestExactNumbersStayExact(t *testing.T) {
	x := Measured(2, 0, 10)
	y := Func(x, complex(math.Log(2), 0), 0.5)
	if !y.IsExact() || y.Biased() || y.Mean() != math.Log(2) || y.N() != 0 {
		t.Errorf("log of an exact number is %v, biased %t", y, y.Biased())
	}
	if q := Div(x, Exact(0)); !math.IsInf(q.Mean(), 1) || q.String() != "inf" {
		t.Errorf("2/0 = %v", q)
	}
	if s := Sigmas(Exact(1), Exact(1)); s != 0 {
		t.Errorf("equal numbers are %g apart", s)
	}
	if s := Sigmas(Measured(1, 0.3, 5), Measured(2, 0.4, 7)); !near(s, 2) {
		t.Errorf("1.0(3) and 2.0(4) are %g standard errors apart, want 2", s)
	}
	if n := Add(Measured(1, 1, 50), Measured(1, 1, 7)).N(); n != 7 {
		t.Errorf("samples %d, want 7", n)
	}
}

func TestComplexEstimates(t *testing.T) {
	z := MeasuredComplex(3+4i, 0.3, 0.4, 100)
	if z.Complex() != 3+4i || !near(z.Err(), 0.5) {
		t.Errorf("value %v, error %g", z.Complex(), z.Err())
	}
	if r := Abs(z); !near(r.Mean(), 5) || !near(r.Err(), math.Hypot(0.6*0.3, 0.8*0.4)) || r.IsComplex() {
		t.Errorf("|z| = %v", r)
	}
	if p := Arg(z); !near(p.Mean(), math.Atan2(4, 3)) || !near(p.Err(), math.Hypot(4*0.3, 3*0.4)/25) {
		t.Errorf("arg z = %v", p)
	}
	if d := Sub(Add(Re(z), Mul(ExactComplex(1i), Im(z))), z); d.Complex() != 0 || d.Err() != 0 {
		t.Errorf("re z + i im z - z = %v", d)
	}
	if sq := Re(Mul(z, Conj(z))); !near(sq.Mean(), 25) || !near(sq.Err(), math.Hypot(6*0.3, 8*0.4)) {
		t.Errorf("z z* = %v", sq)
	}
	if s := z.String(); s != "3.0(3) + 4.0(4)*im" {
		t.Errorf("z is shown as %s", s)
	}
	if s := Conj(z).String(); s != "3.0(3) - 4.0(4)*im" {
		t.Errorf("z* is shown as %s", s)
	}
}
