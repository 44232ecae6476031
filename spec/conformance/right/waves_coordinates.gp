## Two electrons in a parabolic dot, ω = 1: 3 hartree (Taut, Phys. Rev. A 48, 3561 (1993)); a trained wave function with the right cusp.
P = 1..2
D = 1..2
V(r) = sum(r[p,d]^2/2 for p in P, d in D) + 1/norm(r[1] - r[2])
H = -1/2*Δ + V
show(H)
#> -1/2 Δ + V
net ψ(r: real[P, D]) {
  param a = 0.8
  param b = 0.3
  u = norm(r[1] - r[2])
  exp(-a*sum(r[p,d]^2 for p in P, d in D)/2 + u/(1 + b*u))
}
fit = minimize energy(H, ψ) using sr(0.1) with batch = 500, steps = 60, samples = 20000
assert abs(fit.value.mean - 3.001) < 0.002 + 4*fit.value.err and fit.value.err < 0.003
oscillator(x: real) = exp(-x^2/2)
print(local(-1/2*Δ + (x -> x^2/2), oscillator, 0.7))
#> 0.5
u(x) = x^2
K = -1/2*Δ + 0.5*u
show(K)
#> -1/2 Δ + 0.5 u
assert abs(local(K, oscillator, 0.7) - 0.5) < 1e-12 and abs(local(-1/2*Δ + u/2, oscillator, 0.7) - 0.5) < 1e-12
