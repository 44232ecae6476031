## The frustrated Heisenberg chain with couplings 1 and J2 between nearest and next-nearest neighbours: no rule gives the signs of its
## ground state, and a Boltzmann machine with complex weights learns them, by a natural gradient summed up over all configurations.
import nqs

input N = 10              "sites, an even number"
input J2 = 0.5            "coupling of next-nearest neighbours"
input steps = 300         "training steps"

Λ = chain(N, open)
X, Y, Z = pauli(Λ)
S(i, j) = (X[i]*X[j] + Y[i]*Y[j] + Z[i]*Z[j])/4
H = sum(S(i, j) for (i, j) in bonds(Λ)) + J2*sum(S(i, j) for (i, j) in bonds(Λ, order = 2))

ψ = nqs.rbm_complex(Λ)
fit = minimize energy(H, ψ) using sr(0.1) with batch = 2^N, steps = steps
g = ground(H)
e = fit.value
overlap = abs(sum(conj(g.state(s))*ψ(s) for s in spin[Λ]))^2/sum(abs(ψ(s))^2 for s in spin[Λ])
print("E = {e}   exact {g.energy:.9f}   relative error {abs(e.mean/g.energy - 1):.1e}   V-score {fit.vscore:.1e}   overlap {overlap:.6f}")

assert e.mean > g.energy - 1e-9, "a variational bound lies above the exact value"
assert e.mean < g.energy + (if steps >= 300 then 2e-3 else 0.05)*abs(g.energy), "the energy is close to the exact one"
assert fit.variance >= (e.mean - g.energy)^2 - 1e-9, "the variance is no smaller than the square of the error"

## C. Majumdar and D. Ghosh, J. Math. Phys. 10, 1388 (1969): at J2 = 1/2 neighbours pair up to singlets.
if J2 == 0.5 then assert abs(g.energy + 3*N/8) < 1e-9
