model q(z: real | x: real) { z ~ normal(2*x, 0.1) }
m = mean(z for z ~ q(_ | 3), samples = 10000)
assert abs(m.mean - 6) < 4*m.err
print("{m.mean:.1f}", q(6 | 3) > q(5 | 3))
#> 6.0 true
