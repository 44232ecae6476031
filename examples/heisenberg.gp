## Heisenberg antiferromagnet on a ring: Marshall's sign makes the ground state of a bipartite lattice positive, so that a
## network for |ψ|² is enough; a complex state of the same energy comes from a rotation of every other spin about z.
import van

input N = 10              "sites, an even number"
input steps = 2000        "training steps"
input batch = 1000        "samples a step"

Λ = chain(N, periodic)
A = set(i for i in Λ if i.x mod 2 == 0)
X, Y, Z = pauli(Λ)
H = sum(X[i]*X[j] + Y[i]*Y[j] + Z[i]*Z[j] for (i, j) in bonds(Λ))/4
M = sum(Z[i] for i in Λ)
show(H)
assert H == H† and commutator(H, M) == 0, "the magnetisation is conserved"

p = van.made(Λ, channels = 4, depth = 2)
ψ(s: spin[Λ]) = √p(s)*exp(im*pi*sum((1 + s[i])/2 for i in A))
fit = minimize energy(H, ψ) using adam(cosine(1e-2, 3e-4)) with batch = batch, steps = steps
g = ground(H, sector = (M, 0))
e = fit.value
print("E = {e}   exact {g.energy:.9f}   lowest energies {spectrum(H, k = 5)}")

assert e.mean > g.energy - 3*e.err, "a variational bound lies above the exact value"
assert e.mean < g.energy + (if steps >= 2000 then 2e-3 else 0.1)*abs(g.energy), "the energy is close to the exact one"
assert abs(energy(H, g.state).mean - g.energy) < 1e-9, "local energies of the exact state are its energy"

## Exact diagonalisation in another program: N = 10 on a ring.
if N == 10 then assert abs(g.energy + 4.515446354492) < 1e-9
