## Estimates carry their errors through arithmetic: the same one cancels, different ones add in quadrature.
model p(x: real) { x ~ normal(1, 2) }
a = mean(x for x ~ p, samples = 10000)
b = mean(x for x ~ p, samples = 10000)
assert (a - a).err == 0
assert abs((a + b).err - sqrt(a.err^2 + b.err^2)) < 1e-12
assert abs(a.err - 0.02) < 0.002
print("{(2*a).err/a.err:.3f}")
#> 2.000
