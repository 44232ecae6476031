## Two-dimensional Ising model at its critical temperature by a variational autoregressive network
## (Wu, Wang, Zhang, PRL 122, 080602, arXiv:1809.10606), beside Kaufman's exact free energy of the finite torus
## (Phys. Rev. 76, 1232).
##
## The network gives the probability of every configuration and draws independent ones. Training lowers the
## variational free energy F = ⟨E + T log p⟩, which lies above the exact one by T times the divergence of p from the
## Boltzmann distribution. Weighting its draws by exp(-E/T)/p removes this distance: ⟨exp(-E/T)/p⟩ = Z.
import van
import ising

input L = 16              "linear size"
input T = 2.269185314     "temperature, in units of J"
input steps = 2000        "training steps"
input batch = 1000        "samples a step"

Λ = square(L, L, periodic)
N = size(Λ)
E(s) = -sum(s[i]*s[j] for (i,j) in bonds(Λ))

p = van.made(Λ, channels = 4, depth = 2)
F() = mean(E(s) + T*log(p(s)) for s ~ p)             # the variational free energy

fit = minimize F() using adam(4e-3) with batch = batch, steps = steps
exact = ising.free_energy(Λ, T)

n = 10000
lnZ = logmeanexp(-E(s)/T - log(p(s)) for s ~ p, samples = n)
weighted = -T*lnZ

print("F/N = {fit.value/N}   importance-weighted {weighted/N}   exact {exact/N:.6f}")
print("relative error {fit.value.mean/exact - 1:.1e}   importance-weighted {weighted.mean/exact - 1:.1e}   effective samples {lnZ.ess:.0f} of {n}")

assert fit.value.mean > exact - 3*fit.value.err, "a variational bound lies above the exact value"
assert fit.value.mean < exact + (if steps >= 2000 then 0.002 else 0.02)*abs(exact), "the variational free energy is close to the exact one"
assert abs(weighted.mean - exact) < (if steps >= 2000 then 3e-4*abs(exact) else 5*weighted.err + 1e-3*abs(exact)), "weighted draws give the exact free energy"

## Exact free energies per site, by another program: Kaufman's formula with 25 digits.
if T == 2.269185314 and L == 16 then assert abs(exact/N + 2.115326187918) < 1e-8
if T == 2.269185314 and L == 8 then assert abs(exact/N + 2.132388214643) < 1e-8

plot(fit.history, to = "ising.png")
