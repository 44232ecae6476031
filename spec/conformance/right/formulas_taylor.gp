## Taylor polynomials have the derivatives of the function; they are functions like any other.
q(x) = sin(x)/(1 + x^2)
p = taylor(q, at = 0, order = 5)
show(p)
#> p(x) = x - 1.167·x³ + 1.175·x⁵
D(f) = grad(f)
assert abs(D(D(D(p)))(0) - D(D(D(q)))(0)) < 1e-9 and abs(p(0.1) - q(0.1)) < 1e-6
show(taylor(q, at = 1, order = 2))
#> q(x) = 0.4207 - 0.1506·(x - 1) - 0.2702·(x - 1)²
show(taylor(exp, at = 0, order = 4))
#> f(x) = 1 + x + 0.5·x² + 0.1667·x³ + 0.04167·x⁴

## Of several variables: to second order, value, gradient and Hessian.
V(r: real[1..2, 1..2]) = sum(r[i,j]^2/2 for i in 1..2, j in 1..2) + 1/norm(r[1] - r[2])
r₀ = [[1, 0], [-1, 0.5]]
W = taylor(V, at = r₀, order = 2)
assert abs(W(r₀) - V(r₀)) < 1e-12 and max(abs(grad(W)(r₀) - grad(V)(r₀))) < 1e-12 and max(abs(hessian(W)([[0, 0], [3, 1]]) - hessian(V)(r₀))) < 1e-10

## An affine function that touches at a point, of two arguments too.
f(x, y) = x*exp(y)
show(linearize(f, at = (1, 0)))
#> f(x, y) = x + y
