## exact enumerates a small model known up to a constant.
I = 1..4
E(s) = -sum(s[i]*s[i+1] for i in 1..3)
model thermal(s: spin[I]) ∝ exp(-E(s))
e = exact(thermal)
assert abs(e.logZ - log(2*(2*cosh(1))^3)) < 1e-12
assert abs(mean(E(s) for s ~ e) + 3*tanh(1)) < 1e-12
print("{e.logZ:.6f}")
#> 4.073931
