## Six charges in a harmonic trap in the plane, by RealNVP and by Hamiltonian Monte Carlo: a variational free energy, and
## pictures of its training and of the crystal that the particles form.
import realnvp

input steps = 2000        "training steps"
input batch = 1024        "samples a step"
input layers = 8          "couplings"
input width = 64          "hidden units of a coupling"
input draws = 20000       "draws of the Markov chains"

β = 10.0
P = 1..6
D = 1..2
E(x) = sum(1/norm(x[i] - x[j]) for i in P, j in P if i < j) + sum(x[i,d]^2 for i in P, d in D)

## Two charges that all but meet have a gradient ~ 1/r², without a variance: it is cut to a length that repulsion reaches later.
q = [normal(0, 1) for i in P, d in D] |> realnvp.stack(P times D, layers = layers, width = width)
fit = minimize mean(E(x) + log(q(x))/β for x ~ q) using adam(cosine(2e-3, 1e-5)) with batch = batch, steps = steps, clip = 3

model thermal(x: real[P, D]) ∝ exp(-β*E(x))
u = mean(E(x) for x ~ thermal, samples = draws)       # Hamiltonian Monte Carlo, derived
trap = mean(sum(x[i,d]^2 for i in P, d in D) for x ~ thermal, samples = draws)

## Reference: thermodynamic integration gave F = 16.8308(15) and ⟨E⟩ = 17.3866(9). A flow that settles in one of the 6!
## labellings of the particles has lost ln(6!)/β: it cannot go below this floor unless it joins some of them.
F = 16.8308
floor₆ = F + log(720)/β
print("F ≤ {fit.value}   floor of one labelling {floor₆:.4f}   exact {F}")
print("⟨E⟩ = {u}   reference 17.3866(9)   {fit.seconds:.0f} s, {fit.clipped} gradients cut")
assert fit.value.mean > F - 0.0045 - 3*fit.value.err, "a variational bound lies above the exact value"
assert fit.value.mean < floor₆ + (if steps >= 2000 then 0.05 else 4), "the flow has found the crystal, or is on its way"
assert abs(u.mean - 17.3866) < 4*u.err + 0.003
assert abs(3*trap.mean - u.mean - 6*2/β) < 4*(3*trap.err + u.err), "virial theorem: 2⟨trap⟩ - ⟨Coulomb⟩ = N·d/β"

plot(fit.history, title = "free energy of six charges", to = "coulomb_history.png")
plot(sample(q, 500), kind = scatter, title = "positions", x = "x", y = "y", to = "coulomb.png")
