## Particles of different masses: positronium and hydrogen have the energy -μ/2, μ the reduced mass of two particles.
P = 1..2
D = 1..3
V(x) = -1/norm(x[1] - x[2])
x = [[0.3, -0.2, 0.5], [1.1, 0.4, -0.6]]
bound(m) = {
  μ = m[1]*m[2]/(m[1] + m[2])
  ψ(x: real[P, D]) = exp(-μ*norm(x[1] - x[2]))
  local(sum(-1/(2*m[p])*Δ[p] for p in P) + V, ψ, x) + μ/2
}
assert abs(bound([1, 1])) < 1e-12 and abs(bound([1, 1836.15])) < 1e-12
m = [1, 2]
show(sum(-1/(2*m[p])*Δ[p] for p in P) + V)
#> Σ_{p ∈ P} -1/(2*m[p]) Δ_p + V
ω = 1.5
net φ(x: real[P, D]) {
  param a[p] = 1 for p in P
  exp(-sum(a[p]*x[p,d]^2 for p in P, d in D)/2)
}
U(x) = sum(m[p]*ω^2*x[p,d]^2/2 for p in P, d in D)
fit = minimize energy(sum(-1/(2*m[p])*Δ[p] for p in P) + U, φ) using sr(0.3) with batch = 200, steps = 25
assert abs(φ.a[1] - 1.5) < 1e-3 and abs(φ.a[2] - 3) < 1e-3 and abs(fit.value.mean - 6*ω/2) < 1e-3
