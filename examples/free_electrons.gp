## Free electrons in a box at finite temperature: an autoregressive model of which orbitals are filled,
## at most one electron in each (the classical half of the variational density matrix, arXiv:2201.03156).

input steps = 1500        "training steps"
input batch = 2000        "samples a step"

n = 4                                                  # electrons, spin-polarised, in the plane; units: length r_s, energy Ry/r_s²
β = 1/(4*0.15)                                         # temperature 0.15 of the Fermi energy
L = √(π*n)
M = sort(set((a, b) for a in -3..3, b in -3..3 if a^2 + b^2 <= 9),       # 29 orbitals, in the order of their energies
         by = (a, b) -> (a + 0.25)^2 + (b + 0.25)^2)
ε[(a,b)] = (2*π/L)^2*((a + 0.25)^2 + (b + 0.25)^2) for (a,b) in M     # twisted boundary

model p(K: M[1..n]) {                                  # n orbitals in increasing order
  param u[i,k] = 0 for i in 1..n, k in M
  param w[i,k,l] ~ normal(0, 0.01) for i in 1..n, k in M, l in M
  K[i] ~ categorical(
    logits = [u[i,k] - β*ε[k] + sum(w[i,k,K[j]] for j in 1..n if j < i) for k in M],
    support = [all(K[j] < k for j in 1..n if j < i) and rank(k) <= size(M) - n + i for k in M]
  ) for i in 1..n
}
E(K) = sum(ε[K[i]] for i in 1..n)
fit = minimize mean(E(K) + log(p(K))/β for K ~ p) using adam(cosine(0.02, 0.001)) with batch = batch, steps = steps
S = -mean(log(p(K)) for K ~ p, samples = 20000)
print("F = {fit.value}  exact 7.753959270    S = {S}  exact 0.656465340")

## Exact free energy and entropy of the canonical ensemble, from the recursion of its partition functions,
## Z_n = 1/n Σ_k (-1)^(k-1) Z_(n-k) Σ_orbitals exp(-kβε).
F = 7.75395926977
assert fit.value.mean > F - 3*fit.value.err, "a variational bound lies above the exact value"
assert fit.value.mean < F + (if steps >= 1500 then 0.01 else 0.05), "the variational free energy is close to the exact one"
assert abs(S.mean - 0.656465339593) < (if steps >= 1500 then 0.03 else 0.2), "so is the entropy"
