## The flow of a velocity: there and back, log-determinant, density.
v(x, t) = [sin(x[2] + t), 0.5*x[1]*cos(x[2])]
T = odeflow(v, 0, 1, method = rk4(40))
z = [0.3, -0.7]
x = T(z)
r = (T⁻¹)(x)
assert abs(r[1] - z[1]) < 1e-8 and abs(r[2] - z[2]) < 1e-8
assert abs(logdet(T)(z) - logdet(jacobian(T)(z))) < 1e-7
assert abs(logdet(T⁻¹)(x) + logdet(T)(z)) < 1e-7
q = [normal(0, 1) for i in 1..2] |> T
base = sum(log(normal(0, 1)(z[i])) for i in 1..2)
assert abs(log(q(x)) - (base - logdet(T)(z))) < 1e-7
## A linear velocity stretches by e, and squeezes the density by it.
S = odeflow(x -> x, 0, 1, method = dopri5(1e-10, 1e-10))
p = normal(0, 1) |> S
print("{S(2):.6f} {logdet(S)(2):.6f} {log(p(1)):.6f} {log(normal(0, exp(1))(1)):.6f}")
#> 5.436564 1.000000 -1.986606 -1.986606
print("{sum(0.05*p(-20 + 0.05*k) for k in 1..800):.5f}")
#> 1.00000
