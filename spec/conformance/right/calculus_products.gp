## A derivative along a direction, and a transposed Jacobian.
f(x: real[1..2]) = [x[1]*x[2], x[1]^2]
print(jvp(f, [2, 3], [1, 0]), vjp(f, [2, 3], [0, 1]))
#> [3, 4] [4, 0]
