## A map with a dense Jacobian as a flow: there and back, log-determinant, density, derivatives.
W = [[0.4, 0.3], [-0.4, 0.2]]
f(x: real[1..2]) = [x[i] + tanh(sum(W[i,j]*x[j] for j in 1..2)) for i in 1..2]
T = bijection(f)
z = [0.3, -0.7]
x = T(z)
r = (T⁻¹)(x)
assert abs(r[1] - z[1]) < 1e-12 and abs(r[2] - z[2]) < 1e-12
assert abs(logdet(T)(z) - logdet(jacobian(f)(z))) < 1e-12
assert abs(logdet(T⁻¹)(x) + logdet(T)(z)) < 1e-12
A = jacobian(T⁻¹)(x)
B = inverse(jacobian(f)(z))
assert max(abs(A[i,j] - B[i,j]) for i in 1..2, j in 1..2) < 1e-12
q = normal(0, 1) |> bijection(z -> z + 0.5*sin(z))
print("{sum(0.2*q(-8 + 0.2*k) for k in 1..80):.4f}")
#> 1.0000
U = bijection((x, y) -> (x + 0.3*sin(y), y + 0.2*x^3))
(a, b) = U(1, 2)
(c, d) = (U⁻¹)(a, b)
print("{c:.6f} {d:.6f}")
#> 1.000000 2.000000
