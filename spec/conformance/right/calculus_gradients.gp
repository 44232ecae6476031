## Gradients, Jacobians, Hessians and Laplacians, nested.
f(x: real[1..3]) = x[1]^2*x[2] + sin(x[3])
x = [1, 2, 0]
print(grad(f)(x), hessian(f)(x)[1], laplacian(f)(x))
V(x: real[1..3]) = [x[2], -x[1], x[3]^2]
print(divergence(V)([1, 2, 3]), jacobian(V)([1, 2, 3]))
g(t) = exp(2*t)
print(grad(grad(grad(g)))(0))
#> [4, 1, 1] [4, 2, 0] 4
#> 6 [[0, 1, 0], [-1, 0, 0], [0, 0, 6]]
#> 8
