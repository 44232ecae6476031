## Free electrons with spin polarised in a periodic square at finite temperature: the distribution of filled orbitals by a
## variational autoregressive network with Pauli exclusion. Xie, Zhang, Wang, J. Mach. Learn. 1, 38 (2022), arXiv:2105.08644.
import sqrtflow

input steps = 6000

n = 13
β = 1/(4*0.15)                                         # Θ = T/T_F = 0.15; energies in Ry/r_s², lengths in r_s a₀
box = sqrtflow.box(n)
M = box.orbitals(25, twist = 0.25)                     # 81 plane waves
E(K) = sum(M.energy[K[i]] for i in 1..n)

p = sqrtflow.occupations(M, n, start = [-β*M.energy[m] for m in M])
F() = mean(E(K) + log(p(K))/β for K ~ p)

fit = minimize F() using adam(cosine(1e-2, 1e-4)) with batch = 512, steps = steps

# Exact in the canonical ensemble, by recursion over the orbitals.
exact = 24.811051764
f = mean(E(K) + log(p(K))/β for K ~ p, samples = 100000)
print("F = {f}   exact {exact}   S = {-mean(log(p(K)) for K ~ p)}   exact 4.522010790")
assert f.mean > exact - 4*f.err, "a variational bound lies above the exact value"
assert steps < 6000 or f.mean < exact*(1 + 2e-4)
assert f.mean < exact*1.01
