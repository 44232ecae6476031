## Two electrons in a parabolic quantum dot, ω = 1: an exactly known energy, and a wave function of two parameters with the
## right cusp, trained by stochastic reconfiguration.

input steps = 150         "training steps"
input batch = 2000        "samples a step"

P = 1..2
D = 1..2
V(r) = sum(r[p,d]^2/2 for p in P, d in D) + 1/norm(r[1] - r[2])
H = -1/2*Δ + V
show(H)

net ψ(r: real[P, D]) {                                 # singlet: symmetric; ψ ~ 1 + u where the electrons meet in the plane
  param a = 0.9
  param b = 0.4
  u = norm(r[1] - r[2])
  exp(-a*sum(r[p,d]^2 for p in P, d in D)/2 + u/(1 + b*u))
}
fit = minimize energy(H, ψ) using sr(0.05) with batch = batch, steps = steps, samples = 100000
e = fit.value
print("E = {e} (exact 3)   variance {fit.variance:.5f}   a = {ψ.a:.3f}   b = {ψ.b:.3f}")

## M. Taut, Phys. Rev. A 48, 3561 (1993): 3 hartree.
assert e.mean > 3 - 4*e.err, "a variational bound lies above the exact value"
assert e.mean < 3.003 + 4*e.err, "the energy is close to the exact one"
