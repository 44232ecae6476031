## Transverse-field Ising chain: the ground state as an autoregressive wave function, whose configurations are drawn
## exactly, beside exact diagonalisation.
import van

input N = 10              "sites"
input h = 1.0             "transverse field"
input steps = 1500        "training steps"
input batch = 1000        "samples a step"

Λ = chain(N, open)
X, Y, Z = pauli(Λ)
H = -sum(Z[i]*Z[j] for (i, j) in bonds(Λ)) - h*sum(X[i] for i in Λ)
show(H)

p = van.made(Λ, channels = 4, depth = 2)
ψ(s: spin[Λ]) = √p(s)                                  # no sign problem: the ground state is positive
fit = minimize energy(H, ψ) using adam(3e-3) with batch = batch, steps = steps
g = ground(H)
e = fit.value
print("E = {e}   exact {g.energy:.9f}   relative error {abs(e.mean/g.energy - 1):.1e}")

assert e.mean > g.energy - 3*e.err, "a variational bound lies above the exact value"
assert e.mean < g.energy + (if steps >= 1500 then 1e-3 else 0.03)*abs(g.energy), "the energy is close to the exact one"

## Free fermions: minus the sum of the singular values of the matrix with h on its diagonal and 1 above it.
if N == 10 and h == 1 then assert abs(g.energy + 12.381489999655) < 1e-9
