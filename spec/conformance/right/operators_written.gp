## Products over sets, sums in products, and how both are written.
Λ = 1..3
X, Y, Z = pauli(Λ)
P = prod(Z[i] for i in Λ)
print(P)
#> Z_1 Z_2 Z_3
assert P == Z[1]*Z[2]*Z[3] and P^2 == 1
print(sum(Z[i] for i in Λ)^2)
#> Σ_{i ∈ Λ} Σ_{i′ ∈ Λ} Z_i Z_i′
a[i] = i/2 for i in Λ
H = sum(a[i]*X[i] for i in Λ)
print(sum(H*X[i] for i in Λ if i > 1))
#> Σ_{i ∈ Λ, i > 1} Σ_{i′ ∈ Λ} a[i′] X_i′ X_i
field(t, j) = t*X[j]
print(field(0.5, 1) + field(-1, 2))
#> 0.5 X_1 - X_2
c = fermions(Λ)
N = sum(c[i]†*c[i] for i in Λ)
parity = prod(1 - 2*c[i]†*c[i] for i in Λ)
assert commutator(parity, N) == 0 and parity^2 == 1
print(prod(1 + a[i]*Z[i] for i in Λ if i < 3))
#> 1 + Z_2 + 0.5 Z_1 + 0.5 Z_1 Z_2
