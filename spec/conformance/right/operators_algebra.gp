## Operators of spins and fermions: algebra, decided equality, sums that stay sums.
Λ = chain(4, periodic)
h = 0.5
X, Y, Z = pauli(Λ)
H = -sum(Z[i]*Z[j] for (i,j) in bonds(Λ)) - h*sum(X[i] for i in Λ)
show(H)
#> -Σ_{(i, j) ∈ bonds(Λ)} Z_i Z_j - h Σ_{i ∈ Λ} X_i
assert all(commutator(X[i], Y[i]) == 2im*Z[i] for i in Λ)
assert all(X[i]*Y[j] == Y[j]*X[i] for i in Λ, j in Λ if i != j)
assert H == H† and H^2 == H*H and commutator(H, H) == 0 and im*H != (im*H)†
P, M = ladder(Λ)
assert all(X[i] == P[i] + hc and P[i]*M[i] == (1 + Z[i])/2 for i in Λ)
I = 1..3
σ = labels("up", "dn")
c = fermions(I times σ)
n(i, a) = c[i,a]†*c[i,a]
K = -sum(c[i,a]†*c[i+1,a] + hc for i in 1..2, a in σ) + 4*sum(n(i, "up")*n(i, "dn") for i in I)
assert K == K† and n(1, "up")^2 == n(1, "up")
assert commutator(K, sum(n(i, a) for i in I, a in σ)) == 0
assert anticommutator(c[1,"up"], c[2,"dn"]†) == 0 and anticommutator(c[1,"up"], c[1,"up"]†) == 1
