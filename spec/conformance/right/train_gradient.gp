## The gradient of an expectation, estimated alone: here by enumeration, so exactly.
model p(s: spin) { param b = 0.3; s ~ spin(logit = b) }
g = gradient mean(s for s ~ p) over p with samples = 1000
assert abs(g.b.mean - 0.5*(1 - tanh(0.15)^2)) < 1e-12
print("gradient")
#> gradient
