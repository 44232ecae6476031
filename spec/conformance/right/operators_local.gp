## Local energies, and the energy of a wave function: that of the exact state has no variance.
Λ = chain(4, periodic)
X, Y, Z = pauli(Λ)
H = sum(X[i]*X[j] + Y[i]*Y[j] + Z[i]*Z[j] for (i,j) in bonds(Λ))/4 + 0.3*sum(X[i]*Y[j] - Y[i]*X[j] for (i,j) in bonds(Λ))
g = ground(H)
assert all(abs(local(H, g.state, s) - g.energy) < 1e-8 or abs(g.state(s)) < 1e-9 for s in spin[Λ])
assert abs(energy(H, g.state).mean - g.energy) < 1e-10
model p(s: spin[Λ]) {
  param b = 0.3
  s[i] ~ spin(logit = b*sum(s[j] for j in Λ if j < i)) for i in Λ
}
ψ(s: spin[Λ]) = √p(s)*exp(0.4im*sum(s[i]*s[j] for (i,j) in bonds(Λ)))
e = sum(p(s)*re(local(H, ψ, s)) for s in spin[Λ])
assert abs(energy(H, ψ).mean - e) < 1e-12
print("every local energy is a row of H")
#> every local energy is a row of H
