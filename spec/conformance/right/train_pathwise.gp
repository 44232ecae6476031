## A Gaussian is fitted to a Gaussian; its draws are differentiated.
model target(x: real) { x ~ normal(2, 0.5) }
model q(x: real) { param m = 0; param u = 0; x ~ normal(m, exp(u)) }
minimize kl(q, target) using adam(0.02) with batch = 200, steps = 600
assert abs(q.m - 2) < 0.05 and abs(exp(q.u) - 0.5) < 0.05
print("fitted")
#> fitted
