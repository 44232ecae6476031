model p(n: bit[1..2], x: real) {
  n[i] ~ bernoulli(p = 0.5) for i in 1..2
  x ~ normal(n[1] + n[2], 1)
}
m = mean(x for (n, x) ~ p, samples = 20000)
assert abs(m.mean - 1) < 4*m.err
print("{m.mean:.1f}")
#> 1.0
