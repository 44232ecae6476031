package interp

import (
	"fmt"
	"math"
	"testing"
)

// The rules are exact for polynomials up to the degrees 22 and 13.
func TestKronrodRule(t *testing.T) {
	at, fine, coarse := kronrod()
	for n := 0; n <= 23; n++ {
		f, g := 0.0, 0.0
		for k, x := range at {
			f += fine[k] * math.Pow(x, float64(n))
			g += coarse[k] * math.Pow(x, float64(n))
		}
		want := 1 / float64(n+1)
		if n <= 22 && math.Abs(f-want) > 1e-15 {
			t.Errorf("∫x^%d is %v by the fine rule, not %v", n, f, want)
		}
		if n <= 13 && math.Abs(g-want) > 1e-15 {
			t.Errorf("∫x^%d is %v by the coarse rule, not %v", n, g, want)
		}
	}
}

// Integrals with known values, as exact as was asked for.
func TestIntegrals(t *testing.T) {
	for _, c := range []struct {
		f, from, to string
		want        float64
	}{
		{"exp(x)", "0", "1", math.E - 1},
		{"1/(1 + x^2)", "-∞", "∞", math.Pi},
		{"log(x)", "0", "1", -1},
		{"x^3*exp(-x)", "0", "∞", 6},
		{"exp(-x^2/2)*x^4", "-∞", "0", 3 * math.Sqrt(math.Pi/2)},
		{"sqrt(abs(x - 0.3))", "0", "1", 2. / 3 * (math.Pow(0.3, 1.5) + math.Pow(0.7, 1.5))},
		{"exp(-1000*(x - 0.123)^2)", "-1", "1", math.Sqrt(math.Pi / 1000)},
		{"cos(20*x)*exp(-x)", "0", "∞", 1. / 401},
	} {
		s, _ := program(t, fmt.Sprintf("a = integrate(x -> %s, %s, %s, rtol = 1e-9)", c.f, c.from, c.to), Options{Threads: 1})
		if got := numberOf(t, s, "a"); math.Abs(got-c.want) > 1e-9*math.Abs(c.want) {
			t.Errorf("∫%s from %s to %s is %.15g, want %.15g", c.f, c.from, c.to, got, c.want)
		}
	}
}

// Integrals and roots train: a width such that an integral is 1, a level such that a root is at 2.
func TestIntegralsAndRootsInObjectives(t *testing.T) {
	s, _ := program(t, `
net f(x: real) { param a = 1; exp(-a*x^2) }
minimize (integrate(f, -3, 3) - 1)^2 using adam(cosine(0.1, 1e-3)) with steps = 400
net g(x: real) { param b = 1; x^3 + x - b }
minimize (find_root(g, 0, 5) - 2)^2 using adam(cosine(0.3, 1e-3)) with steps = 600
a = f.a
b = g.b
`, Options{Threads: 1, Quiet: true})
	if a, b := numberOf(t, s, "a"), numberOf(t, s, "b"); math.Abs(a-math.Pi) > 1e-3 || math.Abs(b-10) > 1e-2 {
		t.Errorf("the width is %v, not π; the level %v, not 10", a, b)
	}
}
