## Two electrons in parabolic quantum dots of three strengths: the energies of a trained Jastrow factor with the right cusp, and of
## the same with backflow, beside the exact ones.
import nqs

input steps = 100         "training steps of each wave function"
input batch = 1000        "samples a step"
input draws = 100000      "samples of each energy"

P = 1..2
D = 1..2
V(ω, r) = sum(ω^2*r[p,d]^2/2 for p in P, d in D) + 1/norm(r[1] - r[2])
H(ω) = -1/2*Δ + (r -> V(ω, r))

net jastrow(ω)(r: real[P, D]) {                        # the singlet: spins are unlike, ψ is symmetric
  J = nqs.cusps(P, D, up = 1)
  param a = 1
  exp(-a*ω*sum(r[p,d]^2 for p in P, d in D)/2)*J(r)
}
net backflow(ω)(r: real[P, D]) {
  J = nqs.cusps(P, D, up = 1)
  z = nqs.backflow(P, D)
  param a = 1
  y = z(r)
  exp(-a*ω*sum(y[p,d]^2 for p in P, d in D)/2)*J(r)
}

soft = jastrow(0.28)
soft′ = backflow(0.28)
half = jastrow(0.5)
half′ = backflow(0.5)
stiff = jastrow(1)
stiff′ = backflow(1)
a = minimize energy(H(0.28), soft) using sr(0.1) with batch = batch, steps = steps, samples = draws
a′ = minimize energy(H(0.28), soft′) using sr(0.1) with batch = batch, steps = steps, samples = draws
b = minimize energy(H(0.5), half) using sr(0.1) with batch = batch, steps = steps, samples = draws
b′ = minimize energy(H(0.5), half′) using sr(0.1) with batch = batch, steps = steps, samples = draws
c = minimize energy(H(1), stiff) using sr(0.1) with batch = batch, steps = steps, samples = draws
c′ = minimize energy(H(1), stiff′) using sr(0.1) with batch = batch, steps = steps, samples = draws

told(fit, exact) = "{fit.value} (error {fit.value.mean - exact:.1e}, variance {fit.variance:.1e}, {fit.seconds:.1f} s)"
close(fit, exact) = fit.value.mean > exact - 4*fit.value.err and fit.value.mean < exact + 1e-3

## 3 hartree at ω = 1 (M. Taut, Phys. Rev. A 48, 3561 (1993)); the others by series in the distance, to twenty digits.
print("ω = 0.28   exact 1.0216440136   Jastrow {told(a, 1.0216440136)}   backflow {told(a′, 1.0216440136)}")
print("ω = 0.5    exact 1.6597721500   Jastrow {told(b, 1.6597721500)}   backflow {told(b′, 1.6597721500)}")
print("ω = 1      exact 3   Jastrow {told(c, 3)}   backflow {told(c′, 3)}")
assert close(a, 1.0216440136) and close(a′, 1.0216440136), "ω = 0.28 within a millihartree"
assert close(b, 1.6597721500) and close(b′, 1.6597721500), "ω = 0.5 within a millihartree"
assert close(c, 3) and close(c′, 3), "ω = 1 within a millihartree"
