## A variable that an equation gives: the latent variables that the equation determines are solved for, the others summed
## over. A symmetric distribution from one that is not, and the average over the translations of a ring.
I = 1..4
model p(s: spin[I]) {
  param a[i] ~ normal(0, 1) for i in I
  param w = 0.7
  s[i] ~ spin(logit = a[i] + (if i > 1 then w*s[i-1] else 0)) for i in I
}
model symmetric(s: spin[I]) { g ~ spin(p = 0.5); t ~ p; s[i] = g*t[i] for i in I }
flip(s) = [-s[i] for i in I]
assert abs(sum(symmetric(s) for s in spin[I]) - 1) < 1e-12
assert max(abs(symmetric(s) - (p(s) + p(flip(s)))/2) for s in spin[I]) < 1e-15
assert abs(mean(s[1]*s[3] for s ~ symmetric) - mean(s[1]*s[3] for s ~ p)) < 1e-12 and abs(mean(s[2] for s ~ symmetric)) < 1e-12
## Translations of a ring of real numbers.
R = chain(3, periodic)
model base(t: real[R]) { param h[i] ~ normal(0, 1) for i in R; t[i] ~ normal(h[i], 1 + 0.2*rank(i)) for i in R }
model moved(x: real[R]) { k ~ categorical(p = [1/3 for k in 0..2]); t ~ base; x[i] = t[i + k] for i in R }
x[i] = 0.4*rank(i)^2 - 1 for i in R
assert abs(moved(x) - mean(base([x[i - k] for i in R]) for k in 0..2)) < 1e-15
assert abs(moved(x) - moved([x[i + 1] for i in R])) < 1e-15
## Even in a real variable, trained to a double well: pathwise, as nothing of a fair coin is differentiated.
model q(x: real) { param m = 0.2; x ~ normal(m, 0.5) }
model even(x: real) { g ~ spin(p = 0.5); t ~ q; x = g*t }
F() = mean(2*(x^2 - 1.5)^2 + log(even(x)) for x ~ even)
before = F()
fit = minimize F() using adam(0.02) with batch = 100, steps = 200
logZ = log(mean(10*exp(-2*((k/100)^2 - 1.5)^2) for k in -500..500))
assert abs(log(even(0.3)) - log(even(-0.3))) < 1e-14
assert fit.value.mean > -logZ - 5*fit.value.err and fit.value.mean + logZ < 0.5*(before.mean + logZ)
print("symmetric")
#> symmetric
