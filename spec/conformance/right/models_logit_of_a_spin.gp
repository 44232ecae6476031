## The logit is the log-odds of +1.
model p(s: spin) { s ~ spin(logit = 1) }
assert abs(p(1) - 1/(1 + exp(-1))) < 1e-12 and abs(p(1) + p(-1) - 1) < 1e-12
print("{p(1):.6f}")
#> 0.731059
