## What stands behind | in the signature of a flow is given, and not mapped.
I = 1..3
flow shifted(z: real[I] | c: real) { x[i] = z[i]*exp(c) + c for i in I; x }
flow bent(z: real[I] | c: real) { [sinh(z[i] + c) for i in I] }
T = shifted |> bent
z = [1, -0.5, 0.2]
x = T(z | 0.3)
assert norm((T⁻¹)(x | 0.3) - z) < 1e-12
assert abs(logdet(shifted)(z | 0.3) - 0.9) < 1e-12
# Bound, it is a map of z alone.
U = T(_ | 0.3)
assert norm(U(z) - x) == 0 and norm((U⁻¹)(x) - z) < 1e-12
q = [normal(0, 1) for i in I] |> T
p = [normal(0, 1) for i in I] |> U
assert q(x | 0.3) == p(x)
print("{log(q(sample(q(_ | 0.3), seed = 1) | 0.3)) < 0}")
#> true
# A base may have conditions too, and is given the same.
model around(z: real | c: real) { z ~ normal(c, 1) }
flow swell(z: real | c: real) { z*exp(c) }
d = around |> swell
assert abs(log(d(0.4 | 0.3)) - (log(normal(0.3, 1)(0.4*exp(-0.3))) - 0.3)) < 1e-12
