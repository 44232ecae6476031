## Estimators of one gradient, and the variances of a single draw, which are known exactly (Mohamed et al.,
## arXiv:1906.10652; Roeder et al., arXiv:1703.09194; Vaitl et al., arXiv:2206.09016).
##
## x ~ N(μ, s²), f = (x - k)², d = μ - k: the derivatives of ⟨f⟩ are 2d for μ and 2s for s. The variances are
##   score function   (d⁴ + 18 d²s² + 15 s⁴)/s² - 4d² for μ; a constant b taken off f changes it by (b² - 2b(d² + 3s²))/s²;
##   pathwise         4s² for μ, 4d² + 8s² for s;
##   measure-valued   (8/π)(2 - π/2) d² for μ, both branches from one Weibull draw; 4d² + 4s² for s, from one Maxwell draw.
input n = 200000  "draws of each estimate"

model a(x: real) { param μ = 1; param s = 1; x ~ normal(μ, s) }
model b(x: real) { param μ = 1; param s = 1.5; x ~ normal(μ, s) }

## μ = 1, s = 1, k = 0; the best constant is d² + 3s² = 4.
score1 = gradient mean(x^2 for x ~ a, estimator = score(baseline = none)) over a with samples = n
best1 = gradient mean(x^2 - 4 for x ~ a, estimator = score(baseline = none)) over a with samples = n
path1 = gradient mean(x^2 for x ~ a, estimator = pathwise) over a with samples = n
weak1 = gradient mean(x^2 for x ~ a, estimator = measure) over a with samples = n

## μ = 1, s = 1.5, k = 0; the best constant is d² + 3s² = 7.75.
score2 = gradient mean(x^2 for x ~ b, estimator = score(baseline = none)) over b with samples = n
best2 = gradient mean(x^2 - 7.75 for x ~ b, estimator = score(baseline = none)) over b with samples = n
path2 = gradient mean(x^2 for x ~ b, estimator = pathwise) over b with samples = n
weak2 = gradient mean(x^2 for x ~ b, estimator = measure) over b with samples = n

## μ = 1, s = 1, k = -3; the best constant is d² + 3s² = 19.
score3 = gradient mean((x + 3)^2 for x ~ a, estimator = score(baseline = none)) over a with samples = n
best3 = gradient mean((x + 3)^2 - 19 for x ~ a, estimator = score(baseline = none)) over a with samples = n
path3 = gradient mean((x + 3)^2 for x ~ a, estimator = pathwise) over a with samples = n
weak3 = gradient mean((x + 3)^2 for x ~ a, estimator = measure) over a with samples = n

print("   μ    s    k   score    + best   pathwise μ   pathwise s   measure μ   measure s")
print("   1    1    0  {score1.μ.var:7.3f}  {best1.μ.var:7.3f}  {path1.μ.var:11.4f}  {path1.s.var:11.4f}  {weak1.μ.var:10.5f}  {weak1.s.var:10.4f}")
print("   1  1.5    0  {score2.μ.var:7.3f}  {best2.μ.var:7.3f}  {path2.μ.var:11.4f}  {path2.s.var:11.4f}  {weak2.μ.var:10.5f}  {weak2.s.var:10.4f}")
print("   1    1   -3  {score3.μ.var:7.3f}  {best3.μ.var:7.3f}  {path3.μ.var:11.4f}  {path3.s.var:11.4f}  {weak3.μ.var:10.5f}  {weak3.s.var:10.4f}")

## Measured against exact: 5σ, where σ is the spread of a variance of 200,000 draws from seed to seed.
near(v, exact, σ) = abs(v/exact - 1) < 5*σ*√(200000/n)
assert near(score1.μ.var, 30, 0.022) and near(best1.μ.var, 14, 0.024) and near(path1.μ.var, 4, 0.0035) and near(path1.s.var, 12, 0.011)
assert near(weak1.μ.var, 1.092958, 0.004) and near(weak1.s.var, 8, 0.008)
assert all(abs(e.μ.mean - 2) < 5*e.μ.err for e in [score1, best1, path1, weak1]) and all(abs(e.s.mean - 2) < 5*e.s.err for e in [score1, best1, path1, weak1])
assert near(score2.μ.var, 48.19444, 0.022) and near(best2.μ.var, 21.5, 0.024) and near(path2.μ.var, 9, 0.0035) and near(path2.s.var, 22, 0.011)
assert near(weak2.μ.var, 1.092958, 0.004) and near(weak2.s.var, 13, 0.008)
assert all(abs(e.μ.mean - 2) < 5*e.μ.err for e in [score2, best2, path2, weak2]) and all(abs(e.s.mean - 3) < 5*e.s.err for e in [score2, best2, path2, weak2])
assert near(score3.μ.var, 495, 0.022) and near(best3.μ.var, 134, 0.024) and near(path3.μ.var, 4, 0.0035) and near(path3.s.var, 72, 0.011)
assert near(weak3.μ.var, 17.48733, 0.004) and near(weak3.s.var, 68, 0.008)
assert all(abs(e.μ.mean - 8) < 5*e.μ.err for e in [score3, best3, path3, weak3]) and all(abs(e.s.mean - 2) < 5*e.s.err for e in [score3, best3, path3, weak3])

## A fair bit and f = (b - 0.49)²: the gradient for its logit is 0.005, twenty-five times smaller than the standard deviation
## of the score function. With the mean as baseline nothing is left but the noise of the mean; both values exactly, by measure.
model coin(b: bit) { param a = 0; b ~ bernoulli(logit = a) }
plain = gradient mean((b - 0.49)^2 for b ~ coin, estimator = score(baseline = none)) over coin with samples = n
loo = gradient mean((b - 0.49)^2 for b ~ coin, estimator = score(baseline = loo)) over coin with samples = n
both = gradient mean((b - 0.49)^2 for b ~ coin, estimator = measure) over coin with samples = n
print("a bit: score {plain.a.var:.6f}, with a baseline {loo.a.var:.1e}, measure {both.a.var:.1e}")
assert near(plain.a.var, 0.0156375, 0.0005) and loo.a.var < 1e-7 and both.a.var < 1e-30
assert abs(loo.a.mean - 0.005) < 1e-6 and abs(both.a.mean - 0.005) < 1e-15

## Sticking the landing: KL(q, p) of q = N(m, s²) and p = N(0, 1) has the gradient m for m. The variance is s² with the score
## of q, and (s - 1/s)² with the path alone, so it vanishes where the widths agree.
model q(x: real) { param m = 0.5; param s = 0.8; x ~ normal(m, s) }
model p(x: real) { x ~ normal(0, 1) }
full = gradient mean(log(q(x)) - log(p(x)) for x ~ q, estimator = pathwise) over q with samples = n
path = gradient mean(log(q(x)) - log(p(x)) for x ~ q, estimator = path) over q with samples = n
print("landing: full {full.m.var:.4f}, path {path.m.var:.4f}")
assert near(full.m.var, 0.64, 0.0035) and near(path.m.var, 0.2025, 0.0035)
assert abs(full.m.mean - 0.5) < 5*full.m.err and abs(path.m.mean - 0.5) < 5*path.m.err

## A flow whose target is itself: two instances with the same numbers. The path has no noise at all.
I = 1..2
flow twist()(z: real[I]) { param u = 0.7; param v = -0.4; x[1] = sinh(asinh(z[1]) + v); x[2] = z[2]*exp(u*tanh(z[1])) + v*z[1]; x }
T = twist()
U = twist()
f = [normal(0, 1) for i in I] |> T
g = [normal(0, 1) for i in I] |> U
noisy = gradient mean(log(f(x)) - log(g(x)) for x ~ f, estimator = pathwise) over T with samples = 10000
still = gradient mean(log(f(x)) - log(g(x)) for x ~ f, estimator = path) over T with samples = 10000
print("flow at its target: full {noisy.u.var:.3f} and {noisy.v.var:.3f}, path {still.u.var:.1e} and {still.v.var:.1e}")
assert noisy.u.var > 0.1 and noisy.v.var > 0.1 and still.u.var < 1e-20 and still.v.var < 1e-20

## What it does to a training: near the end the gradient of the path has all but lost its noise.
model r(x: real) { param m = 0.5; param s = 0.8; x ~ normal(m, s) }
fit_full = minimize mean(log(q(x)) - log(p(x)) for x ~ q, estimator = pathwise) over q using adam(0.01) with batch = 100, steps = 1000
fit_path = minimize mean(log(r(x)) - log(p(x)) for x ~ r, estimator = path) over r using adam(0.01) with batch = 100, steps = 1000
print("trained: full m = {q.m:.4f}, s = {q.s:.4f}, variance {fit_full.history.variance[1000]:.1e}; path m = {r.m:.4f}, s = {r.s:.4f}, variance {fit_path.history.variance[1000]:.1e}")
assert fit_path.history.variance[1000] < 1e-3*fit_full.history.variance[1000] and abs(r.m) + abs(r.s - 1) < 1e-3
