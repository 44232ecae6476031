## The divergence of two Gaussians, and an entropy, in closed form.
model p(x: real) { x ~ normal(0, 1) }
model q(x: real) { x ~ normal(1, 2) }
d = kl(p, q)
h = entropy(p)
assert abs(d.mean - (log(2) + 2/8 - 1/2)) < 5*d.err
assert abs(h.mean - (1 + log(2*pi))/2) < 5*h.err
print("closed forms")
#> closed forms
