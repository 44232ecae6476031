## Roots and their derivatives.
print("{find_root(x -> x^2 - 2, 0, 2):.12f} {√2:.12f} {find_root(x -> x, 0, 1):.1f}")
#> 1.414213562373 1.414213562373 0.0
r(a) = find_root(x -> x^3 - a, 10, 0)
assert abs(r(8) - 2) < 1e-14 and abs(grad(r)(8) - 1/12) < 1e-13 and abs(hessian(r)(8) + 2/9*8^(-5/3)) < 1e-12
x = [find_root(x -> cos(x) - k*x, 0, 2) for k in 1..3]
print("{max(abs(cos(x[k]) - k*x[k]) for k in 1..3) < 1e-14}")
#> true
