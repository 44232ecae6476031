package interp

import (
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/lang"
)

// help names what is solved by iteration or together, and what is checked when it runs.
func TestHelpOfFlows(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"flow T(z: real) { param a = 0.5 in (-1, 1);  z + a*sin(z) }", "1 number by bracketed Newton iteration, 64 evaluations; the slope lies in (0, 2)"},
		{"I = 1..3\nflow T(z: real[I]) { param m[i,j] ~ normal(0, 1) for i in I, j in I;  m @ z }", "3 numbers by LU decomposition\nchecked when it runs: the matrix of z is regular"},
		{"flow T(z: real) { param a = 2;  a*z }", "checked when it runs: T.a is not 0"},
		{"flow T(z: real in (0, inf)) { z^2 + 1 }", "it takes z in (0, inf)"},
		{"flow f(z: real) { exp(z) }\nflow g(y: real) { y^2 }\nT = f |> g", "g: 1 step in closed form"},
		{"flow f(z: real) { sinh(z) }\nT = f⁻¹", "f⁻¹: 1 step in closed form"},
		{"I = 1..3\nflow T(z: real[I]) { x[1] = z[1];  x[i] = z[i]*exp(x[i-1]) for i in 2..3;  x }", "operations for each sample: "},
	} {
		_, out := program(t, c.text+"\nhelp(T)\n", Options{})
		if !strings.Contains(out, c.want) {
			t.Errorf("%s\n%s", c.text, out)
		}
	}
}

// A masked network as the conditioner of an autoregressive flow: the direction that goes along the index computes each
// unit of the network once, as the other does, and not once for each element. 64 numbers, two units of each degree.
func TestCostOfAutoregressiveFlows(t *testing.T) {
	const network = `
I = 1..64
H = 1..126
m(h) = 1 + (h - 1) mod 63
flow T(z: real[I]) {
  param W[h,j] ~ normal(0, 0.1) for h in H, j in I if j <= m(h)
  param V[i,h] ~ normal(0, 0.1) for i in I, h in H if m(h) < i
  param U[i,h] ~ normal(0, 0.1) for i in I, h in H if m(h) < i
  a[h] = tanh(sum(W[h,j]*READ[j] for j in I)) for h in H
  x[i] = z[i]*exp(sum(V[i,h]*a[h] for h in H)) + sum(U[i,h]*a[h] for h in H) for i in I
  x
}
`
	for read, name := range map[string]string{"z": "inverse autoregressive", "x": "masked autoregressive"} {
		s, _ := program(t, strings.ReplaceAll(network, "READ", read), Options{})
		lane := s.laneAxis(helpSamples)
		c := ctx{s: s, scope: s.main.scope}.with(lane)
		f, n := valueOf(t, s, "T"), lang.Node(&lang.Name{Id: "T"})
		domain := c.admitted(n, f, nil)
		z := c.leaves(f, c.overSets(domain), []*ad.Axis{lane})
		y := c.forward(n, f, z)
		inv := c.invert(n, f, z, y, domain, nil, nil)
		for _, x := range z {
			s.g.Bind(x.Node, s.g.Input("z", ad.Real, x.Node.Axes...))
		}
		forth, back := c.flops(n, nodeList(y)), c.flops(n, inv.Z)
		t.Logf("%s: %.0f operations forwards, %.0f backwards", name, forth, back)
		if !(back < 1.5*forth && forth < 1.5*back) {
			t.Errorf("%s: %.0f operations forwards, %.0f backwards", name, forth, back)
		}
	}
}
