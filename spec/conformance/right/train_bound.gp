## The variational free energy of a network on four spins reaches -T ln Z.
I = 1..4
E(s) = -sum(s[i]*s[i+1] for i in 1..3)
model p(s: spin[I]) {
  param W[i,j] = 0 for i in I, j in I if j < i
  param b[i] = 0 for i in I
  s[i] ~ spin(logit = b[i] + sum(W[i,j]*s[j] for j in I)) for i in I
}
fit = minimize mean(E(s) + log(p(s)) for s ~ p) using adam(0.02) with batch = 200, steps = 400
exact_value = -log(2*(2*cosh(1))^3)
assert abs(fit.value.mean - exact_value) < 2e-3
print("{exact_value:.4f}")
#> -4.0739
