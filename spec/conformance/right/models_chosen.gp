## A distribution chosen by a condition: where it is a point mass, the density is a probability.
free = [false, true]
model p(k: 1..2, x: real) {
  k ~ categorical(p = [0.25, 0.75])
  x ~ if free[k] then mixture([0.3, 0.7], [vonmises([0, 2][c], [1, 3][c]) for c in 1..2]) else delta(0)
}
print(p(1, 0), p(1, 0.5))
#> 0.25 0
print("{p(1, 0) + integrate(x -> p(2, x), -pi, pi):.9f}")
#> 1.000000000
print(mean(if k == 1 then abs(x) else 0 for (k, x) ~ p))
#> 0(0)
model q(k: 1..3, m: 1..3) {
  k ~ categorical(p = [0.2, 0.3, 0.5])
  m ~ if k == 1 then categorical(p = [0.5, 0.25, 0.25]) else delta(k)
}
print(q(1, 2), q(2, 2), q(2, 3))
#> 0.05 0.3 0
print(sum(q(k, m) for k in 1..3, m in 1..3))
#> 1
