## A decay, an oscillator at several times, a pair of arrays, and a derivative with respect to a rate.
decay(x, t) = -2*t*x
print("{odesolve(decay, 3, 0, 1, method = rk4(100)):.6f} {3*exp(-1):.6f}")
#> 1.103638 1.103638
swing(x) = [x[2], -x[1]]
x = odesolve(swing, [1, 0], 0, [π/2, π, 2*π], method = rk4(400))
assert max(abs(x[k,1] - cos(k*π/2)) for k in 1..2) < 1e-9
assert abs(x[3,1] - 1) < 1e-8 and abs(x[3,2]) < 1e-8
pair(q, p) = (p, -q)
(q, p) = odesolve(pair, (1, 0), 0, π/3, method = rk4(200))
print("{q:.6f} {p:.6f}")
#> 0.500000 -0.866025
end(a) = odesolve(y -> a*y, 1, 0, 1, method = rk4(100))
print("{grad(end)(1):.6f}")
#> 2.718282
