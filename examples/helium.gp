## The helium atom: the electron–nucleus and electron–electron cusps, and three parameters.

input steps = 200         "training steps"
input batch = 2000        "samples a step"

P = 1..2
D = 1..3
nucleus = 2
V(r) = -sum(nucleus/norm(r[p]) for p in P) + 1/norm(r[1] - r[2])
H = -1/2*Δ + V

net ψ(r: real[P, D]) {                                 # exp(-Z r) at the nucleus, 1 + u/2 where the electrons meet
  param a = 0.1
  param b = 0.3
  param c = 0.0
  u = norm(r[1] - r[2])
  s = norm(r[1]) + norm(r[2])
  exp(-nucleus*s + a*sum(norm(r[p])^2/(1 + norm(r[p])) for p in P) + u/(2*(1 + b*u)) + c*u^2/(1 + s)^2)
}
fit = minimize energy(H, ψ) using sr(0.05) with batch = batch, steps = steps, samples = 100000
e = fit.value
print("E = {e} hartree   variance {fit.variance:.4f}   (exact -2.903724, Hartree–Fock -2.861680)")

## Pekeris, Phys. Rev. 115, 1216 (1959): -2.903724 hartree for a nucleus at rest. A single product of orbitals reaches -2.861680.
assert e.mean > -2.903724 - 4*e.err, "a variational bound lies above the exact value"
assert e.mean < -2.8617 - 4*e.err, "correlation is in the wave function"
