## The density of a transformed draw, its integral, and maps one after the other.
flow stretch(z: real) { 2*sinh(z) + 1 }
q = normal(0, 1) |> stretch
x = 1.7
z = (stretch⁻¹)(x)
assert abs(stretch(z) - x) < 1e-12
assert abs(log(q(x)) - (log(normal(0, 1)(z)) - logdet(stretch)(z))) < 1e-12
T = compose(stretch |> stretch for k in 1..2)
assert abs((T⁻¹)(T(0.3)) - 0.3) < 1e-12
print("{sum(0.01*q(-200 + 0.01*k) for k in 1..40000):.4f}")
#> 1.0000
