package interp

import (
	"fmt"
	"strings"
	"testing"
)

// A walk on five sites that goes on to a site where it has not been: from an end it always finds one, but that in the middle may be
// left in a corner.
const wanderer = `S = 1..4
open(k, m) = abs(k - m) == 1 or k == 2 and m == 4
model p(x: (1..5)[S]) {
  x[1] ~ categorical(logits = [0 for m in 1..5])
  x[i] ~ categorical(logits = [0 for m in 1..5], support = [open(x[i-1], m) and all(x[j] != m for j in S if j < i) for m in 1..5]) for i in 2..4
}
`

// What leaves nothing to draw after what was drawn is an error of draws and of means over draws or over all values, not a first
// category or a mean of what is left; where it does not come to that, or stands on the other side of a choice, draws are draws.
func TestNothingToDraw(t *testing.T) {
	const two = `model p(a: 1..2, b: 1..3) {
  a ~ categorical(logits = [0, 0])
  b ~ categorical(logits = [1, 0, 0], support = [(a == 1 or %s) and k < 3 for k in 1..3])
}
`
	const chosen = `model p(a: 1..2, b: (1..3)[1..2]) {
  a ~ categorical(logits = [0, 0])
  b[i] ~ (if a == 1 then categorical(logits = [1, 0, 0], support = [a == 1 and k < 3 for k in 1..3]) else %s) for i in 1..2
}
`
	const within = `model q(b: 1..3 | a: 1..2) { b ~ categorical(logits = [1, 0, 0], support = [(a == 1 or %s) and k < 3 for k in 1..3]) }
model p(a: 1..2, b: 1..3) {
  a ~ categorical(logits = [0, 0])
  b ~ q(_ | a)
}
`
	const nothing, some = "categorical(logits = [0, 0, 0], support = [a == 1 for k in 1..3])", "delta(3)"
	const draws, exact, sampled = "(a, b) = sample(p, 100)\n", "x = mean(a for (a, b) ~ p)\n", "x = mean(a + c for (a, b) ~ p, c ~ normal(0, 1))\n"
	for _, c := range []struct {
		program, line string
		place         string // of the error; "": there is none
	}{
		{fmt.Sprintf(two, "false"), draws, "3:7"},
		{fmt.Sprintf(two, "false"), exact, "5:5"},
		{fmt.Sprintf(two, "false"), sampled, "3:7"},
		{fmt.Sprintf(two, "a == 2"), draws, ""},
		{fmt.Sprintf(two, "a == 2"), exact, ""},
		{fmt.Sprintf(two, "a == 2"), sampled, ""},
		{fmt.Sprintf(chosen, nothing), draws, "3:10"},
		{fmt.Sprintf(chosen, nothing), exact, "5:5"},
		{fmt.Sprintf(chosen, some), draws, ""},
		{fmt.Sprintf(chosen, some), exact, ""},
		{fmt.Sprintf(within, "false"), draws, "1:34"},
		{fmt.Sprintf(within, "a == 2"), draws, ""},
		{wanderer, "x = sample(p, 100)\n", "5:10"},
		{wanderer, "x = mean(y[4] for y ~ p)\n", "7:5"},
		{strings.Replace(wanderer, "k == 2 and m == 4", "k == m or true", 1), "x = sample(p, 100)\n", ""},
	} {
		s, code, _ := execute(c.program+c.line, Options{})
		if c.place == "" {
			if code != ExitDone || len(s.Diags) > 0 {
				t.Errorf("%s%s: exit %d, %v", c.program, c.line, code, s.Diags)
			}
			continue
		}
		if code == ExitDone || len(s.Diags) != 1 {
			t.Errorf("%s%s: exit %d, %v", c.program, c.line, code, s.Diags)
			continue
		}
		d := s.Diags[0]
		if got := fmt.Sprintf("%d:%d", d.Span.Start.Line, d.Span.Start.Col); d.Code != "G0608" || got != c.place {
			t.Errorf("%s%s: %s at %s, not G0608 at %s: %s", c.program, c.line, d.Code, got, c.place, d.Message)
		}
	}
}

// A model with a given value stands on the right of ~: its draws have the mean of its density, within 5σ, and not that of the other
// given value.
func TestGivenModelIsDrawn(t *testing.T) {
	s, code, _ := execute(`model q(b: 1..3 | a: 1..2) { b ~ categorical(logits = [a, 0, 0.1*a^2]) }
model p(a: 1..2, b: 1..3) {
  a ~ categorical(logits = [0, 0.5])
  b ~ q(_ | a)
}
exact = sum(a*b*p(a, b) for a in 1..2, b in 1..3)
other = sum(a*b*p(a, c)*q(b | 3 - a) for a in 1..2, b in 1..3, c in 1..3)
m = mean(a*b + 0*c for (a, b) ~ p, c ~ normal(0, 1))
assert abs(sum(p(a, b) for a in 1..2, b in 1..3) - 1) < 1e-12
assert abs(m.mean - exact) < 5*m.err and abs(m.mean - other) > 5*m.err
`, Options{})
	if code != ExitDone {
		t.Errorf("exit %d, %v", code, s.Diags)
	}
}

// Entropies and divergences of models of several variables with given values are sums over what is drawn.
func TestGivenEntropy(t *testing.T) {
	s, code, _ := execute(`model q(b: 1..3, c: 1..2 | a: 1..2) {
  b ~ categorical(logits = [a, 0, 0.1*a^2])
  c ~ categorical(logits = [b/a, 0])
}
h = -sum(q(b, c | 2)*log(q(b, c | 2)) for b in 1..3, c in 1..2)
k = sum(q(b, c | 2)*log(q(b, c | 2)/q(b, c | 1)) for b in 1..3, c in 1..2)
assert abs(entropy(q(_ | 2)) - h) < 1e-12 and abs(kl(q(_ | 2), q(_ | 1)) - k) < 1e-12 and k > 0.01
`, Options{})
	if code != ExitDone {
		t.Errorf("exit %d, %v", code, s.Diags)
	}
}
