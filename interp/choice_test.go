package interp

import (
	"math"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
)

// Sites of a crystal in small: what is allowed stands in tables that are read with earlier draws, and the last variable
// is drawn where a table says so, and fixed elsewhere.
func init() {
	handWritten["tables"] = &randomModel{draw: "(g, w, a) ~ p", density: "p(g, w, a)", energy: "g + sum(w[i]*a[i] for i in S)", text: `S = 1..3
G = 1..2
K = 0..3
last = [2, 3]
free[g,k] = k == 2 or k == 3 and g == 2 for g in G, k in K
model p(g: G, w: K[S], a: K[S]) {
  param u[k,m] ~ normal(0, 0.7) for k in K, m in K
  param v[k,m] ~ normal(0, 0.7) for k in K, m in K
  g ~ categorical(p = [0.4, 0.6])
  next[i] = (if i == 1 then [k > 0 for k in K] else [k == 0 or k > w[i-1] or k == w[i-1] and free[g,k] for k in K]) for i in S
  dead[i] = (if i > 1 then w[i-1] == 0 else false) for i in S
  w[i] ~ categorical(logits = [if i > 1 then u[w[i-1],k] else u[0,k] for k in K],
                     support = [if dead[i] then k == 0 else next[i,k] and k <= last[g] for k in K]) for i in S
  a[i] ~ if free[g,w[i]] then categorical(logits = [v[w[i],k] + 0.3*sum(a[j] for j in S if j < i) for k in K]) else delta(3) for i in S
}
`}
}

// A density that is continuous on one side of a choice and a point mass on the other: the parts add up to 1, moments are
// those of the density, and it is the gradient of the likelihood that minimises it.
func TestChosenDensity(t *testing.T) {
	const text = `free = [false, true, true]
model p(k: 1..3, x: real) {
  param a[c,k] ~ normal(0, 0.5) for c in 1..2, k in 1..3
  k ~ categorical(p = [0.2, 0.3, 0.5])
  x ~ if free[k] then mixture([0.3, 0.7], [vonmises(a[c,k], 1 + c) for c in 1..2]) else delta(0.25)
}
one = p(1, 0.25) + sum(integrate(x -> p(k, x), -pi, pi) for k in 2..3)
out = p(1, 0.5)
c₁ = mean(cos(x) for (k, x) ~ p, samples = 40000)
c₂ = 0.2*cos(0.25) + sum(integrate(x -> cos(x)*p(k, x), -pi, pi) for k in 2..3)
fixed = mean(if k == 1 then abs(x - 0.25) else 0 for (k, x) ~ p)
score = mean(log(p(k, x)) for (k, x) ~ p, samples = 40000)
entropy₂ = 0.2*log(0.2) + sum(integrate(x -> log(p(k, x))*p(k, x), -pi, pi) for k in 2..3)
`
	s, _ := program(t, text, Options{})
	if v := numberOf(t, s, "one"); math.Abs(v-1) > 1e-9 {
		t.Errorf("the density adds up to %v", v)
	}
	if v := numberOf(t, s, "out"); v != 0 {
		t.Errorf("beside a point mass the density is %v", v)
	}
	if v := numberOf(t, s, "fixed"); v != 0 {
		t.Errorf("draws of a point mass are off it by %v", v)
	}
	for estimate, exact := range map[string]string{"c₁": "c₂", "score": "entropy₂"} {
		e, want := estimateOf(t, s, estimate), numberOf(t, s, exact)
		if z := math.Abs(e.est.Mean()-want) / e.est.Err(); !(z <= 5 && e.est.Err() <= 0.02) { // no number is wrong, too
			t.Errorf("%s = %v ± %v, by integration %v", estimate, e.est.Mean(), e.est.Err(), want)
		}
	}
}

// Arrays that are gone through together give what their rows by index give, in objectives and outside, with few rows and
// with so many that they are computed in parts, for any number of workers.
func TestRowsTogether(t *testing.T) {
	const text = `input n = 7
R = 1..n
X[i,j] = sin(i + 2*j) for i in R, j in 1..2
Y[i] = cos(3*i) for i in R
Z[i] = i mod 3 for i in R
net f(x: real[1..2], z: 0..2) { param a[z] = 0.3*z for z in 0..2; a[z]*x[1] + x[2]^2 }
loss() = mean((f(x, z) - y)^2 for (x, y, z) in (X, Y, Z))
together = loss()
apart = sum((f([X[i,1], X[i,2]], Z[i]) - Y[i])^2 for i in R)/n
each = [f(x, z) + 1 for (x, z) in (X, Z)]
total = sum(each[i]*i for i in R)
total₂ = sum((f([X[i,1], X[i,2]], Z[i]) + 1)*i for i in R)
slope = grad(b -> sum([b*f(x, z) for (x, z) in (X, Z)]))(2)
slope₂ = sum(f([X[i,1], X[i,2]], Z[i]) for i in R)
some = sum(f(x, z) for (x, z) in (X, Z) if z > 0)
some₂ = sum(f([X[i,1], X[i,2]], Z[i]) for i in R if Z[i] > 0)
table = sum(x[1]*y for (x, y) in (X, Y))
table₂ = sum(X[i,1]*Y[i] for i in R)
fit = minimize loss() using sgd(0.2) with steps = 8000, batch = n
a₁ = f.a[1]
# the minimum is a quotient of sums
best = sum(X[i,1]*(Y[i] - X[i,2]^2) for i in R if Z[i] == 1)/sum(X[i,1]^2 for i in R if Z[i] == 1)
`
	for _, n := range []string{"7", "700"} {
		var first [3]float64
		for _, threads := range []int{1, 2} {
			s, _ := program(t, text, Options{Inputs: map[string]string{"n": n}, Threads: threads})
			for a, b := range map[string]string{"together": "apart", "some": "some₂", "total": "total₂", "slope": "slope₂", "table": "table₂", "a₁": "best"} {
				if x, y := numberOf(t, s, a), numberOf(t, s, b); math.Abs(x-y) > 1e-9*(1+math.Abs(y)) {
					t.Errorf("%s rows: %s = %v, %s = %v", n, a, x, b, y)
				}
			}
			got := [3]float64{numberOf(t, s, "together"), numberOf(t, s, "some"), numberOf(t, s, "a₁")}
			if threads > 1 && got != first {
				t.Errorf("%s rows: %v with one worker, %v with two", n, first, got)
			}
			first = got
		}
	}
}

// A network at many rows of data is not planned for all rows at once.
func TestManyRowsTakeLittleMemory(t *testing.T) {
	const text = `R = 1..20000
D[i,j] = sin(i*j) for i in R, j in 1..8
H = 1..64
net f(x: real[1..8]) { param W[h,j] ~ normal(0, 1) for h in H, j in 1..8; param U[h,k] ~ normal(0, 1) for h in H, k in H
  z[h] = tanh(sum(W[h,j]*x[j] for j in 1..8)) for h in H
  sum(tanh(sum(U[h,k]*z[k] for k in H)) for h in H) }
`
	s, _ := program(t, text, Options{})
	lane := false
	visit(s.context(s.main).eval(expr(t, "mean(f(x) for x in D)")).(*Array).Node, func(n *ad.Node) {
		for _, a := range n.Axes {
			lane = lane || a.Lane
			if !a.Lane && a.Size == 20000 && n.Op != ad.Const {
				t.Errorf("%s has all rows as elements", n.Op)
			}
		}
	})
	if !lane {
		t.Error("rows are not computed in parts")
	}
}

// The terms of a density add up to its logarithm, and the exponential of one, summed over its own variable, is 1.
func TestTermsOfDensity(t *testing.T) {
	s, _ := program(t, handWritten["tables"].text+`
at(w, a) = terms(p(2, w, a))
whole = at([1, 3, 3], [3, 2, 1]).g + at([1, 3, 3], [3, 2, 1]).w + at([1, 3, 3], [3, 2, 1]).a
log₁ = log(p(2, [1, 3, 3], [3, 2, 1]))
first = at([1, 3, 3], [3, 2, 1]).g - log(0.6)
letters = sum(exp(at(w, [3, 2, 1]).w) for w in K[S])
others = sum(exp(at([1, 3, 3], a).a) for a in K[S])
`, Options{})
	for name, want := range map[string]float64{"whole": numberOf(t, s, "log₁"), "first": 0, "letters": 1, "others": 1} {
		if v := numberOf(t, s, name); math.Abs(v-want) > 1e-12 {
			t.Errorf("%s is %v, not %v", name, v, want)
		}
	}
}
