## A variable that the signature does not name is summed out.
model mixture(x: real) { k ~ categorical(p = [0.3, 0.7]); x ~ normal([-2, 1][k], 0.5) }
n(x, m) = exp(-(x - m)^2/(2*0.25))/(0.5*sqrt(2*pi))
assert abs(mixture(0.4) - 0.3*n(0.4, -2) - 0.7*n(0.4, 1)) < 1e-12
print("summed out")
#> summed out
