package interp

import (
	"strings"
	"testing"
)

// reproducible is a program with every source of randomness: parameters, draws, training on draws and on
// shuffled data, chains, latent variables.
const reproducible = `import van
Λ = square(4, 4, periodic)
E(s) = -sum(s[i]*s[j] for (i,j) in bonds(Λ))
p = van.made(Λ, channels = 2, depth = 3)
fit = minimize mean(E(s) + 2.3*log(p(s)) for s ~ p) using adam(cosine(1e-2, 1e-3)) with batch = 150, steps = 12
print(fit.value)
model thermal(s: spin[Λ]) ∝ exp(-E(s)/2.3)
u = mean(E(s) for s ~ thermal, samples = 2000)
print(u)
model world(x: real[1..3]) { k ~ categorical(p = [0.4, 0.6]); x[i] ~ normal([-1, 2][k], 0.5) for i in 1..3 }
data = sample(world, 70)
model gaussian()(x: real[1..3]) {
  param m[i] ~ normal(0, 1) for i in 1..3
  x[i] ~ normal(m[i], 1) for i in 1..3
}
g = gaussian()
minimize kl(data, g) using sgd(0.1) with batch = 16, epochs = 3
print(sum(g.m[i] for i in 1..3))
v = var(x[1] for x ~ world, samples = 3000)
print(v)
print(logmeanexp(-E(s)/2.3 - log(p(s)) for s ~ p, samples = 3000))
z = gradient mean(E(s) for s ~ p) over p with samples = 64
print(z.b.mean[Λ₀], z.b.var[Λ₀])
model around(t: spin[Λ], x: real | s: spin[Λ]) ∝ { param J = 0.1
  exp(J*sum(s[i]*t[i] for i in Λ) - x^2*(1 + J^2) + 0.1*x*sum(s)) }
nested = minimize mean(E(s) + 2.3*log(p(s)) + mean(x*E(t) for (t, x) ~ around(_ | s)) for s ~ p) using adam(0.01) with batch = 50, steps = 3, samples = 300
print(nested.value, around.J)
`

func reproducibleText() string {
	return strings.ReplaceAll(strings.Replace(reproducible, "z = ", "s₀ = sample(p, 3)\nprint(s₀)\nz = ", 1), "[Λ₀]", "")
}

// jsonOf is what a program prints as JSON.
func jsonOf(t *testing.T, text string, o Options) string {
	t.Helper()
	o.JSON = true
	_, out := program(t, text, o)
	return numbers(out)
}

// numbers leaves out the lines that tell how a training estimates: they come once for every run, and hold no number.
func numbers(lines string) string {
	var out []string
	for _, line := range strings.Split(lines, "\n") {
		if !strings.HasPrefix(line, `{"estimators":`) {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

// differs tells on which line two outputs part.
func differs(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range max(len(x), len(y)) {
		if i >= len(x) || i >= len(y) || x[i] != y[i] {
			return strings.Join([]string{"line", x[min(i, len(x)-1)], y[min(i, len(y)-1)]}, "\n")
		}
	}
	return ""
}

// The same seed gives the same bits for any number of threads, and each time; another seed gives others.
func TestThreadsAndSeeds(t *testing.T) {
	text := reproducibleText()
	one := jsonOf(t, text, Options{Threads: 1, Seed: 7})
	if n := strings.Count(one, "\n"); n < 30 {
		t.Fatalf("only %d lines:\n%s", n, one)
	}
	for _, threads := range []int{1, 2, 3} {
		if d := differs(one, jsonOf(t, text, Options{Threads: threads, Seed: 7})); d != "" {
			t.Errorf("%d threads: %s", threads, d)
		}
	}
	other := strings.Split(jsonOf(t, text, Options{Threads: 2, Seed: 8}), "\n")
	for i, line := range strings.Split(strings.TrimSpace(one), "\n") {
		if i < len(other) && line == other[i] {
			t.Errorf("seeds 7 and 8 both give %s", line)
		}
	}
}

// A print, another model or another training does not change the numbers of the rest.
func TestThreadsOfOtherStatements(t *testing.T) {
	text := reproducibleText()
	want := jsonOf(t, text, Options{Seed: 7})
	const extra = `model another(y: real[1..2]) { param c = 1; y[i] ~ normal(c, 1) for i in 1..2 }
print("{mean(y[1] for y ~ another)}")
other = minimize mean(y[1]^2 for y ~ another) using adam(0.1) with batch = 20, steps = 5
w = sample(another, 4)
`
	at := strings.Index(text, "fit = ")
	got := jsonOf(t, text[:at]+extra+text[at:], Options{Seed: 7})
	rest := strings.Split(want, "\n")
	lines := strings.Split(got, "\n")
	k := 0
	for _, line := range lines {
		if k < len(rest) && line == rest[k] {
			k++
		}
	}
	if k != len(rest) {
		t.Errorf("after a further model the rest changes at:\n%s\nin\n%s", rest[k], got)
	}
	if len(lines) != len(rest)+6 {
		t.Errorf("%d lines are printed, not %d", len(lines), len(rest)+6)
	}
}
