package interp

import (
	"bytes"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/lang"
)

// example is a Gibbs program with what it prints, or the codes of what is wrong with it. Programs
// whose numbers are drawn assert what theory says of them.
type example struct {
	name, source string
	prints       string   // every line it prints
	codes        []string // of its diagnostics, in order
}

// runProgram runs a program in a directory of its own.
func runProgram(t *testing.T, source string) (code int, out string, s *Session) {
	t.Helper()
	var buf bytes.Buffer
	dir := t.TempDir()
	s = NewSession(Options{Out: &buf, Dir: dir, Threads: 2})
	code = s.Run(lang.NewSource(dir+"/program.gp", strings.TrimPrefix(source, "\n")))
	return code, buf.String(), s
}

func TestPrograms(t *testing.T) {
	for _, p := range examples {
		t.Run(p.name, func(t *testing.T) {
			code, out, s := runProgram(t, p.source)
			var codes []string
			for _, d := range s.Diags {
				codes = append(codes, d.Code)
			}
			if got, want := strings.Join(codes, " "), strings.Join(p.codes, " "); got != want {
				t.Errorf("diagnostics %q, want %q", got, want)
				for _, d := range s.Diags {
					t.Log(d.Code, d.Message, d.Here)
				}
			}
			if len(p.codes) == 0 && code != ExitDone {
				t.Errorf("exit code %d", code)
			}
			if got, want := strings.TrimSpace(out), strings.TrimSpace(p.prints); got != want {
				t.Errorf("prints\n%s\nwant\n%s", got, want)
			}
		})
	}
}

var examples = []example{
	{name: "chains forget where they began", source: `
I = 1..3
model ring(s: spin[I]) ∝ exp(0.5*sum(s[i]*s[j] for i in I, j in I if i < j))
e = mean(s[1]*s[2] for s ~ exact(ring))
u = mean(s[1]*s[2] for s ~ ring, samples = 100000)
assert abs(e - (exp(2) - 1)/(exp(2) + 3)) < 1e-12
assert abs(u.mean - e.mean) < 4*u.err and u.err < 0.01
`},
	{name: "lists of functions and nets go through elements one by one", source: `
fs = [x -> k*x for k in 1..3]
print(sum(fs[k](2) for k in 1..3), max(fs[k](-1) for k in 1..3), argmax(fs[k](-1) for k in 1..3), sum(f(1) for f in fs))
y[k] = fs[k](2) for k in 1..3
g = [if k > 1 then x -> x^2 else x -> x for k in 1..2]
print(y, [g[k](3) for k in 1..2], any(f(1) > 2 for f in fs), sum(fs[k](1) for k in 1..3 if k > 1))
net scale(a)(x: real) { param b = 2; a*b*x }
nets = [scale(k) for k in 1..3]
total(x) = sum(f(x) for f in nets)
print(total(1), grad(total)(1), sum(a*b for (a, b) in [(k, k^2) for k in 1..3]))
`, prints: `
12 -1 1 6
[2, 4, 6] [3, 9] true 5
12 12 36
`},
	{name: "layers of a list in a recurrence", source: `
net linear(a)(x: real[1..2]) { param W = a; [W*x[i] for i in 1..2] }
net deep(K)(x: real[1..2]) {
  layer = [linear(k) for k in 1..K]
  h[0] = x
  h[k] = layer[k](h[k-1]) for k in 1..K
  h[K]
}
f = deep(4)
print(f([1, 2]), jacobian(f)([1, 2]), f.layer[3].W)
`, prints: `[24, 48] [[24, 0], [0, 24]] 3`},
	{name: "estimates for elements", source: `
m = [mean(x for x ~ normal(k, 1)) for k in 1..3]
y[k] = mean(x for x ~ normal(k, 1)) for k in 1..3
total = sum(mean(x for x ~ normal(k, 1)) for k in 1..3)
assert all(abs(m.mean[k] - k) < 5*m.err[k] for k in 1..3) and all(abs(y.mean[k] - k) < 5*y.err[k] for k in 1..3)
assert abs(total.mean - 6) < 5*total.err and abs(total.err - sqrt(3)*0.01) < 0.001
assert abs(sum(e.mean for e in m) - 6) < 0.1
`},
	{name: "a lower bound over data, fitted and measured", source: `
model joint(z: real, x: real) { z ~ normal(0, 1); x ~ normal(2*z, 0.5) }
model q(z: real | x: real) { param a = 0.1; param u = 0; z ~ normal(a*x, exp(u)) }
data = [1, -0.5, 2, 0.3]
bound(x) = mean(log(joint(z, x)) - log(q(z | x)) for z ~ q(_ | x))
fit = maximize mean(bound(x) for x in data) over q using adam(cosine(0.05, 0.0005)) with batch = 64, steps = 400
assert abs(q.a - 2/4.25) < 0.02 and abs(exp(q.u) - 1/sqrt(17)) < 0.02
evidence(x) = -x^2/8.5 - log(2*pi*4.25)/2
assert abs(fit.value.mean - mean(evidence(x) for x in data)) < 5*fit.value.err + 0.003
`},
	{name: "rows of square arrays", source: `
A = [[1, 1, 1, 1], [1, 1, -1, -1], [1, 1, 1, -1], [-1, -1, -1, -1]]
B[i,j] = A[j,i] for i in 1..4, j in 1..4
print([sum(s[i] for i in 1..4) for s in A], [sum(A[k]) for k in 1..4], [sum(s) for s in A], [sum(r) for r in B])
print([sum(transpose(A)[k]) for k in 1..4], sum(dot(A[i], B[i]) for i in 1..4), mean(norm(r)^2 for r in B))
print([norm(A[k] - B[k])^2 for k in 1..4], [dot(r, s) for r in A, s in B][2], (A@B)[2])
`, prints: `
[4, 0, 2, -4] [4, 0, 2, -4] [4, 0, 2, -4] [2, 2, 0, -2]
[2, 2, 0, -2] 8 4
[4, 4, 4, 4] [2, 2, 0, 2] [0, 4, 2, 0]
`},
	{name: "a product of sets is two sets", source: `
P = 1..2 times 0..2
f[(a,b)] = 10*a + b for (a,b) in P
g[a,b] = 10*a + b for a in 1..2, b in 0..2
h(x: real[1..2, 0..2]) = x[2,1]
k(x: real[P]) = x[2,1]
print(sum(abs(f - g)), f[1], f[(1,2)], g[(2,0)], h(f), k(g), sum(f[p]*g[p] for p in P))
`, prints: `0 [10, 11, 12] 12 20 21 21 1690`},
	{name: "small things that are expected", source: `
print("{"ab":5}|", cumsum([1, 2, 3]), Δ(x -> x^3)(2), x -> x^2, sort(set(k for k in 1..4 if k > 1), by = k -> -k))
`, prints: `ab   | [1, 3, 6] 12 x -> x^2 {2, 3, 4} of 1..4 in the order {4, 3, 2}`},
	{name: "a file that an earlier line writes", source: `
save([[1, 2], [3, 4]], "x.npy")
x = read("x.npy")
print(x[2,1])
`, prints: `3`},
	{name: "one mistake in a model is told once", codes: []string{"G0607"}, source: `
model p(n: 0..1) { n ~ categorical(p = [0.5, 0.5]) }
print(p(0))
print(mean(n for n ~ p))
`},
	{name: "recurrences of two arrays of a file", source: `
q[0] = 1
p[0] = 0
q[t] = q[t-1] + 0.1*p[t-1] for t in 1..5
p[t] = p[t-1] - 0.1*q[t] for t in 1..5
print(q[5], p[5])
`, prints: `0.901493 -0.4802092`},
	{name: "a cycle is refused where all states are summed", codes: []string{"G0510"}, source: `
model p(s: spin[1..3]) {
  param W[i,j] = 0.1 for i in 1..3, j in 1..3 if i != j
  s[i] ~ spin(logit = sum(W[i,j]*s[j] for j in 1..3)) for i in 1..3
}
print(sum(p(s) for s in spin[1..3]))
print(mean(s[1] for s ~ p))
`},
	{name: "what does not fit is refused", codes: []string{"G0309"}, source: `
x[i] = i for i in 1..1000000000
print(sum(x))
`},
	{name: "lattices that do not fit are refused", codes: []string{"G0306"}, source: `Λ = square(100000, 100000, periodic)`},
	{name: "names of further lines, parameters outside, lost lines", codes: []string{"G0115", "G0201", "G0602"}, source: `
a = b + 1
b = 2
param c = 1
d = c
b + 1
`},
	{name: "indices that are no elements", codes: []string{"G0302", "G0302", "G0406", "G0302"}, source: `
A = [[1, 2], [3, 4]]
x = A[3,1]
y = A["a"]
n = 3
z = n[1]
w[i] = A[i+1,1] for i in 1..2
`},
	{name: "the mean of nothing is no number", source: `print(mean(x for x in 1..0), sum(x for x in 1..0), max(x for x in 1..0))`, prints: `nan 0 -inf`},
	{name: "help", source: `
## The energy of a spring.
E(x) = x^2/2
help(E)
help(cumsum)
`, prints: `
E(x) = x^2/2
The energy of a spring.
cumsum(x[j] for j in J): partial sums along J
for example:
print(cumsum([1, 2, 3, 4]), sort(1..4, by = i -> -i))
#> [1, 3, 6, 10] 1..4 in the order {4, 3, 2, 1}
`},
	{name: "functions of numbers", prints: "3 3 -1 3 3 0 3 0 [0, 2]", source: `
print(ceil(2.1), round(2.5), ceil(-1.5), log2(8), log10(1000), logit(0.5), 7 mod 4, relu(-1), relu([-1, 2]))
`},
	{name: "sequences of labels", source: `
T = 1..3
V = labels("a", "b", "c")
model language(w: V[T]) {
  param e[v,u] ~ normal(0, 1) for v in V, u in V
  w[1] ~ categorical(logits = [0*rank(v) for v in V])
  w[t] ~ categorical(logits = [e[v,w[t-1]] for v in V]) for t in 2..3
}
step(v, u) = exp(language.e[v,u])/sum(exp(language.e[x,u]) for x in V)
assert abs(language(["a", "c", "b"]) - step("c", "a")*step("b", "c")/3) < 1e-12
assert abs(sum(language(w) for w in V[T]) - 1) < 1e-12
`},
	{name: "a variable that a recurrence reads is drawn before it", source: `
I = 1..2
model f(n: spin, s: spin[I], x: real[I]) {
  n ~ spin(p = 0.9)
  s[i] ~ spin(logit = 3*n + sum((if j < i then x[j] else 0) for j in I)) for i in I
  x[i] ~ normal(s[i], 0.5) for i in I
}
u = mean(s[1] for (n, s, x) ~ f)
v = mean(s[1] + x[1] for (n, s, x) ~ f)
assert abs(u.mean - 0.8*tanh(1.5)) < 5*u.err and abs(v.mean - 1.6*tanh(1.5)) < 5*v.err
`},
	{name: "gradients with respect to parameters kept in intervals", source: `
model u(x: real) { param a = 1 in (0, inf); x ~ uniform(0, a) }
model e(x: real) { param r = 2 in (1, 5); x ~ exponential(r) }
net f(x: real) { param c = 0.5 in (0, 1); c^2*x }
g = gradient mean(x^2 for x ~ u) over u with samples = 20000
h = gradient mean(x for x ~ e) over e with samples = 20000
k = gradient f(3) over f
assert abs(g.a.mean - 2/3) < 5*g.a.err and abs(h.r.mean + 1/4) < 5*h.r.err
print(k.c.mean, k.c.err)
`, prints: `3 0`},
	{name: "an enumerated model is a distribution", source: `
model t(s: spin[1..4]) ∝ exp(0.3*sum(s[i]*s[i+1] for i in 1..3))
model u(s: spin[1..4]) { s[i] ~ spin(p = 0.5) for i in 1..4 }
e = exact(t)
Z = 16*cosh(0.3)^3
assert e.logZ ~= log(Z) and e([1, 1, 1, 1]) ~= exp(0.9)/Z and sum(e(s) for s in spin[1..4]) ~= 1
assert abs(entropy(e) - log(Z) + 0.9*tanh(0.3)) < 1e-12 and abs(kl(u, e) - log(Z/16)) < 1e-12
assert abs(kl(e, u) + entropy(e) - log(16)) < 1e-12
`},
	{name: "the value of an objective without draws is exact", source: `
net V(x: real) { param a = 1; a*x }
fit = minimize (V(1) - 3)^2 using sgd(0.1) with steps = 200
assert fit.value < 1e-9 and fit.value.err == 0
`},
	{name: "a training is not plotted", codes: []string{"G0811"}, source: `
net V(x: real) { param a = 1; a*x }
fit = minimize (V(1) - 3)^2 with steps = 2
plot(fit)
`},
	{name: "the first values of a walk are their noise", source: `
model walk(x: real[1..4]) {
  x[1] ~ normal(0, 1)
  x[2] ~ normal(10, 1)
  x[t] ~ normal(x[t-1] + x[t-2], 0.1) for t in 3..4
}
a = mean(x[1] for x ~ walk)
b = mean(x[2] for x ~ walk)
x = sample(walk, 2000)
assert abs(a.mean) < 5*a.err and abs(b.mean - 10) < 5*b.err and a.err > 0.009 and b.err > 0.009
assert abs(mean(r[1]^2 for r in x) - 1) < 0.2 and abs(mean(r[2] for r in x) - 10) < 0.12
assert abs(mean((r[3] - r[1] - r[2])^2 for r in x) - 0.01) < 0.002
`},
	{name: "formats of arrays", source: `
x = [1/3, 2]
print("{x:.3f} {[[1, 2], [3, 4]]:5.1f}")
`, prints: `[0.333, 2.000] [[  1.0,   2.0], [  3.0,   4.0]]`},
	{name: "ragged lists, texts in sums", codes: []string{"G0403", "G0401"}, source: `
y = [[1, 2], [3]]
z = "a" + "b"
`},
	{name: "estimates are plotted with their errors", source: `
m = [mean(x^2 for x ~ normal(0, k), samples = 50) for k in 1..5]
plot(m, to = "m.svg")
plot([1, 2, 3, 4, 5], m, to = "m.png")
`},
	{name: "covariances", source: `
model g(x: real[1..2]) { x ~ multinormal([0, 1], cov = [[2, 0.5], [0.5, 1]]) }
u = mean(x[1]*(x[2] - 1) for x ~ g)
v = mean(x[1]^2 for x ~ g)
assert g([0, 1]) ~= 1/(2*pi*sqrt(1.75)) and abs(u.mean - 0.5) < 5*u.err and abs(v.mean - 2) < 5*v.err
`},
	{name: "values that are not of their type", codes: []string{"G0408", "G0408", "G0302", "G0408"}, source: `
q(n: int) = n
r(b: bool) = b
h(k: 1..3) = k
x(y: real) = y
print(q(2.5))
print(r(1))
print(h(4))
print(x(true))
print(q(2), r(true), h(3), x(2.5))
`},
	{name: "bounds that an index moves", source: `
print(sum(i*j for i in 1..3, j in 1..i), [sum(i for i in 1..k) for k in 1..4])
print([size(bonds(chain(k, open))) for k in 2..4], [mean(i for i in l) for l in [1..2, 1..4]])
`, prints: `
25 [1, 3, 6, 10]
[1, 2, 3] [1.5, 2.5]
`},
	{name: "arrays over sets of different sizes", codes: []string{"G0403", "G0305"}, source: `
x = [[j for j in 1..i] for i in 1..3]
A[i,j] = i*j for i in 1..3, j in 1..i
`},
	{name: "the action of a lattice field and its derivatives", source: `
Λ = square(3, 3, periodic)
S(φ: real[Λ]) = sum((φ[i] - φ[j])^2/2 for (i,j) in bonds(Λ)) + sum(φ[i]^4 for i in Λ)
φ = [i.x/10 for i in Λ]
F[i] = sum(φ[i] - φ[j] for j in neighbors(Λ, i)) + 4*φ[i]^3 for i in Λ
assert norm(grad(S)(φ) - F) < 1e-14 and laplacian(S)(φ) ~= sum(4 + 12*φ[i]^2 for i in Λ)
`},
	{name: "derivatives through a recurrence, twice", source: `
heat(D) = {
  u[0,i] = exp(-(i - 5)^2) for i in 0..10
  u[t,0] = 0 for t in 1..3
  u[t,10] = 0 for t in 1..3
  u[t,i] = u[t-1,i] + D*(u[t-1,i+1] - 2*u[t-1,i] + u[t-1,i-1]) for t in 1..3, i in 1..9
  sum(u[3,i]^2 for i in 0..10)
}
h = 1e-4
assert abs(grad(heat)(0.1) - (heat(0.1 + h) - heat(0.1 - h))/(2*h)) < 1e-6
assert abs(grad(grad(heat))(0.1) - (grad(heat)(0.1 + h) - grad(heat)(0.1 - h))/(2*h)) < 1e-5
`},
	{name: "a transfer matrix and its free energy", source: `
F(β) = {
  M = [[exp(β), exp(-β)], [exp(-β), exp(β)]]
  P[1] = M
  P[n] = P[n-1]@M for n in 2..10
  log(trace(P[10]))
}
Z(β) = log((2*cosh(β))^10 + (2*sinh(β))^10)
assert F(0.5) ~= Z(0.5) and grad(F)(0.5) ~= grad(Z)(0.5) and hessian(F)(0.5) ~= hessian(Z)(0.5)
`},
	{name: "a convolution that looks back, and a gate", source: `
Λ = square(3, 3, open)
D = set((b,a) for b in -1..1, a in -1..1 if a < 0 or a == 0 and b < 0)
model conv(s: spin[Λ]) {
  param K[c,d] ~ normal(0, 0.5) for c in 1..2, d in D
  h[c,i] = tanh(sum((if inside(i + d) then K[c,d]*s[i + d] else 0) for d in D)) for c in 1..2, i in Λ
  s[i] ~ spin(logit = h[1,i] - 2*h[2,i]) for i in Λ
}
model gate(s: spin[1..4]) {
  h[0] = 0
  z[i] = sigmoid(s[i] + h[i-1]) for i in 1..4
  h[i] = z[i]*h[i-1] + (1 - z[i])*tanh(s[i]) for i in 1..4
  s[i] ~ spin(logit = 2*h[i-1]) for i in 1..4
}
assert sum(conv(s) for s in spin[Λ]) ~= 1 and sum(gate(s) for s in spin[1..4]) ~= 1
x = sample(gate, 5000)
e = sum(gate(s)*s[3]*s[2] for s in spin[1..4])
assert abs(mean(r[3]*r[2] for r in x) - e) < 5*sqrt((1 - e^2)/5000)
`},
	{name: "remainders and zeros", source: `print([i mod 3 for i in -3..3], -0.0, [floor(i/2) for i in -1..1])`, prints: `[0, 1, 2, 0, 1, 2, 0] 0 [-1, 0, 0]`},
	{name: "couplings on the bonds of a lattice", source: `
Λ = square(3, 3, open)
P = set((i,j) for (i,j) in bonds(Λ))
J[(i,j)] = 0.5 + rank(i)/10 for (i,j) in P
K[i,j] = (if (i,j) in bonds(Λ) then 0.5 + rank(i)/10 else 0) for i in Λ, j in Λ
E(s) = -sum(J[i,j]*s[i]*s[j] for (i,j) in bonds(Λ))
G(s) = -sum(K[i,j]*s[i]*s[j] for i in Λ, j in Λ)
model a(s: spin[Λ]) ∝ exp(-E(s))
model b(s: spin[Λ]) ∝ exp(-G(s))
assert size(P) == 12 and sum(J) ~= sum(K) and exact(a).logZ ~= exact(b).logZ
`},
	{name: "a model for every temperature", source: `
model th(β)(s: spin[1..4]) ∝ exp(β*sum(s[i]*s[i+1] for i in 1..3))
model ind(h)(s: spin[1..2]) { s[i] ~ spin(field = h) for i in 1..2 }
l = [exact(th(k/10)).logZ for k in 1..3]
m[k] = mean(s[1]*s[2] for s ~ ind(k/10)) for k in 1..3
assert all(l[k] ~= log(16*cosh(k/10)^3) for k in 1..3)
assert all(abs(m.mean[k] - tanh(k/10)^2) < 1e-12 for k in 1..3)
assert abs(sum(ind(k/10)([1, 1]) for k in 1..3) - sum((exp(k/10)/(2*cosh(k/10)))^2 for k in 1..3)) < 1e-12
`},
	{name: "a set for every element", source: `
print([size(set(i for i in 1..10 if i mod k == 0)) for k in 1..3], sum(size(set(i for i in 1..4 if i <= k)) for k in 1..4))
print([sum(i for i in set(j for j in 1..9 if j < k)) for k in 1..4])
`, prints: `
[10, 5, 3] 10
[0, 1, 3, 6]
`},
}

// A training that stops says which formula went bad first, and at which element.
func TestFirstBad(t *testing.T) {
	code, _, s := runProgram(t, `
I = labels("a", "b")
net f(x: real[I]) { param w[i] = 2 - rank(i) for i in I; sum(log(w[i]*x[i])^2 for i in I) }
fit = minimize f([1 for i in I]) with steps = 10
`)
	if code != ExitFailed || len(s.Diags) != 1 || s.Diags[0].Code != "G0712" {
		t.Fatalf("exit code %d, diagnostics %v", code, s.Diags)
	}
	if got, want := s.Diags[0].Here, `first bad: log(f.w) at ["b"]`; got != want {
		t.Errorf("here: %s, want %s", got, want)
	}
}
