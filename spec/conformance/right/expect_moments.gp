model p(x: real) { x ~ normal(1, 2) }
v = var(x for x ~ p, samples = 20000)
l = logmeanexp(x for x ~ p, samples = 20000)
assert abs(v.mean - 4) < 5*v.err
assert abs(l.mean - 3) < 0.3
print("moments")
#> moments
