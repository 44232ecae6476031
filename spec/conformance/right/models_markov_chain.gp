## Monte Carlo of a model known up to a constant agrees with its exact mean.
I = 1..4
E(s) = -sum(s[i]*s[i+1] for i in 1..3)
model thermal(s: spin[I]) ∝ exp(-E(s))
u = mean(E(s) for s ~ thermal, samples = 20000)
assert abs(u.mean + 3*tanh(1)) < 5*u.err
print("agrees")
#> agrees
