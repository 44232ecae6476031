## Where a map is monotone depends on where its argument lies: behind exp a square does not turn back.
flow up(z: real) { exp(z) }
flow square(y: real) { y^2 }
T = up |> square
assert abs((T⁻¹)(T(0.3)) - 0.3) < 1e-12
assert abs(logdet(T)(0.3) - (0.6 + log(2))) < 1e-12
# An interval in the signature is a promise, checked where values are known.
flow swish(x: real in (0, inf)) { x*sigmoid(x) }
assert abs((swish⁻¹)(swish(0.7)) - 0.7) < 1e-12
# The support of a distribution is known: -log u of a uniform u is exponential.
flow minuslog(u: real) { -log(u) }
q = uniform(0, 1) |> minuslog
assert abs(q(1.3) - exp(-1.3)) < 1e-12
# The density is zero outside of the image, and constant there.
l(x) = log(q(x))
print(q(-1), grad(l)(-1))
#> 0 0
