package interp

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/exec"
	"github.com/gibbs-lang/gibbs/ad/kernel"
)

// naively draws element by element from scratch.
func (m *subject) naively(t *testing.T, step uint64, nodes ...*ad.Node) [][]float64 {
	t.Helper()
	out, err := m.naive(step, nodes...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The incremental sampler draws what the naive one draws. Draws are equal bit for bit on every
// kernel. Log-densities agree to rounding only: exec adds the terms of a sum in order of time or by a
// tree, and fuses multiply-adds, where the naive sampler adds in order of position.
func TestLawIncrementalSampler(t *testing.T) {
	const samples = 21
	before := kernel.Path()
	defer kernel.SetPath(before)
	bits, all := 0, 0
	subjects(t, func(t *testing.T, m *subject) {
		d := m.draws(samples)
		nodes := append(nodesOf(d.vars), d.logp)
		last := len(nodes) - 1
		want := m.naively(t, 5, nodes...)
		for _, path := range kernel.Paths() {
			if err := kernel.SetPath(path); err != nil {
				t.Fatal(err)
			}
			for _, o := range []exec.Options{{Workers: 1, Tile: 8}, {Workers: 2}} {
				got := m.evaluateWith(t, o, 5, nodes...)
				for k := range d.vars {
					for i, v := range want[k] {
						if got[k][i] != v {
							t.Fatalf("%s %+v: element %d of variable %d is %v, naively %v", path, o, i, k, got[k][i], v)
						}
					}
				}
				for i, v := range want[last] {
					if !(math.Abs(got[last][i]-v) <= 1e-12*(1+math.Abs(v))) {
						t.Errorf("%s %+v: log p of sample %d is %v, naively %v", path, o, i, got[last][i], v)
					}
					if path == "generic" {
						all++
						if got[last][i] == v {
							bits++
						}
					}
				}
			}
		}
		kernel.SetPath(before)
	})
	t.Logf("generic kernel: %d of %d log-densities have the same bits", bits, all)
}

// The density of one's own draws, which reuses what sampling computed, is that of the same values
// given from outside.
func TestLawDensityOfOwnDraws(t *testing.T) {
	subjects(t, func(t *testing.T, m *subject) {
		d := m.draws(500)
		got := m.s.evaluate(nil, append(nodesOf(d.vars), d.logp)...)
		e := m.enumerate()
		table := e.table()
		for i, l := range got[len(d.vars)] {
			want, ok := table[jointKey(d.vars, got, d.lane, i)]
			if !ok {
				t.Fatalf("draw %d is no joint value", i)
			}
			if l0 := e.log[want]; !(math.Abs(l-l0) <= 1e-12*(1+math.Abs(l0))) {
				t.Fatalf("log p of draw %d is %v, and %v from outside", i, l, l0)
			}
		}
	})
}

// drawn says how often each joint value is drawn.
func (m *subject) drawn(t *testing.T, e *enumeration, samples int) []float64 {
	d := m.draws(samples)
	values := m.s.evaluate(nil, nodesOf(d.vars)...)
	for k, v := range m.evaluateWith(t, exec.Options{Workers: 1, Tile: 8}, 0, nodesOf(d.vars)...) {
		if !slices.Equal(v, values[k]) {
			t.Errorf("variable %d depends on the size of tiles", k)
		}
	}
	return m.counts(e, d, values)
}

// Draws follow the density: χ² over all joint values within 5σ. A density with its parameters changed by
// a tenth fails.
func TestLawDrawsFollowDensity(t *testing.T) {
	const samples = 40000
	worst, caught, wrong := 0.0, 0, 0
	subjects(t, func(t *testing.T, m *subject) {
		e := m.enumerate()
		n := m.drawn(t, e, samples)
		z := chiSquare(n, e.log)
		if !(z < 5) {
			t.Errorf("χ² lies %.1fσ above its mean", z)
		}
		worst = math.Max(worst, z)
		for _, v := range m.s.store {
			for i := range v {
				v[i] = 1.1*v[i] + 0.02
			}
		}
		wrong++
		if z := chiSquare(n, m.s.evaluate(nil, e.logp)[0]); z > 5 {
			caught++
		}
	})
	t.Logf("worst deviation %.1fσ; %d of %d wrong densities are found out", worst, caught, wrong)
	if caught < wrong*3/4 {
		t.Errorf("only %d of %d wrong densities are found out", caught, wrong)
	}
}

// A model without an order of drawing is refused, with the shortest circle of elements.
func TestLawRefusals(t *testing.T) {
	for _, c := range []struct{ name, body, message, circle string }{
		{"hidden units that see their own site",
			`  param W[c,k,j] ~ normal(0, 0.3) for c in 1..2, k in I, j in I if j <= k
  param U[i,c,k] ~ normal(0, 0.3) for i in I, c in 1..2, k in I if k <= i
  h[c,k] = tanh(sum(W[c,k,j]*s[j] for j in I)) for c in 1..2, k in I
  s[i] ~ spin(logit = sum(U[i,c,k]*h[c,k] for c in 1..2, k in I)) for i in I`,
			"s[1] would need itself, through h[1,1]", "s[1] ← h[1,1] ← s[1]"},
		{"an output mask that is too wide",
			`  param W[k,j] ~ normal(0, 0.3) for k in I, j in I if j < k
  param U[i,k] ~ normal(0, 0.3) for i in I, k in I if k <= i + 1
  h[k] = tanh(sum(W[k,j]*s[j] for j in I)) for k in I
  s[i] ~ spin(logit = sum(U[i,k]*h[k] for k in I)) for i in I`,
			"s[1] would need itself, through h[2]", "s[1] ← h[2] ← s[1]"},
		{"attention that is masked after its softmax",
			`  param q[i,j] ~ normal(0, 0.5) for i in I, j in I
  w[i] = softmax(q[i,j]*s[j] for j in I) for i in I
  s[i] ~ spin(logit = sum(w[i,j]*s[j] for j in I if j < i)) for i in I`,
			"s[2] would need itself, through w[2,1]", "s[2] ← w[2,1] ← s[2]"},
		{"a recurrence that is read at its own site",
			`  param A ~ normal(0, 0.5)
  h[0] = 0
  h[i] = tanh(A*h[i-1] + s[i]) for i in I
  s[i] ~ spin(logit = h[i]) for i in I`,
			"s[1] would need itself, through h[1]", "s[1] ← h[1] ← s[1]"},
		{"two variables that wait for each other",
			`  param A[i] ~ normal(0, 0.5) for i in I
  b[i] ~ bernoulli(logit = A[i]*s[i]) for i in I
  s[i] ~ spin(logit = A[i]*b[i]) for i in I`,
			"s[1] would need b[1]", "s[1] ← b[1] ← s[1]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			vars, pattern := "s: spin[I]", "s"
			if strings.Contains(c.body, "b[i] ~") {
				vars, pattern = "s: spin[I], b: bit[I]", "(s, b)"
			}
			text := "I = 1..4\nmodel p(" + vars + ") {\n" + c.body + "\n}\ne = mean(sum(s[i] for i in I) for " + pattern + " ~ p, samples = 3)\n"
			s, code, _ := execute(text, Options{})
			if code != ExitWrong || len(s.Diags) != 1 {
				t.Fatalf("exit code %d\n%s", code, rendered(s))
			}
			d := s.Diags[0]
			if d.Code != "G0510" || !strings.Contains(d.Message, c.message) || !strings.Contains(rendered(s), c.circle) {
				t.Errorf("want %s … %s\n%s", c.message, c.circle, rendered(s))
			}
		})
	}
}
