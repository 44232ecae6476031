## The logarithm of a density by variable.
model p(k: 1..2, x: real[1..3] | a: real) {
  k ~ categorical(p = [0.25, 0.75])
  x[i] ~ normal(a*k + i, 1) for i in 1..3
}
t = terms(p(2, [1, 2, 3] | 0.5))
print("{t.k:.6f} {t.x:.6f} {log(p(2, [1, 2, 3] | 0.5)):.6f}")
#> -0.287682 -4.256816 -4.544498
