## Integrals: finite and infinite, of oscillations and of arrays, with parameters in the integrand and in the limits.
print("{integrate(x -> x^2, 0, 1):.10f} {integrate(x -> exp(-x^2), -∞, ∞)^2:.10f} {π:.10f}")
#> 0.3333333333 3.1415926536 3.1415926536
print("{integrate(x -> exp(-x), 0, ∞):.10f} {integrate(x -> exp(-x), ∞, 0):.10f}")
#> 1.0000000000 -1.0000000000
assert abs(integrate(x -> sin(50*x)^2, 0, π) - π/2) < 1e-10
assert abs(integrate(x -> 1/√x, 0, 1, rtol = 1e-6) - 2) < 1e-5
I₂ = integrate(x -> [x, x^2], 0, 3)
print("{I₂[1]:.6f} {I₂[2]:.6f} {integrate(y -> integrate(x -> x*y, 0, y), 0, 1):.6f}")
#> 4.500000 9.000000 0.125000
f(a) = integrate(x -> exp(-a*x), 0, a)                  # (1 - exp(-a²))/a
assert abs(grad(f)(1.3) - (2*exp(-1.69) - (1 - exp(-1.69))/1.69)) < 1e-10
