## Chains of a periodic density stay in one cell: ⟨cos x⟩ under exp(2 cos x) is I₁(2)/I₀(2).
model p(x: real) ∝ exp(2*cos(2*π*x/3))
u = mean(cos(2*π*x/3) for x ~ p, samples = 16000)
assert abs(u.mean - 0.697774657964008) < 5*u.err and u.err < 0.02
d = mcmc(p, chains = 16, steps = 100).draws
print(all(x >= 0 and x < 3 for x in d))
#> true
