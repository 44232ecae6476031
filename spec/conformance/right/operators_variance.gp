## The variance of an energy, and its V-score N Var/(E - Tr H/dim)² (Wu et al., Science 386, 296 (2024)): summed up over all
## configurations where they are few, else of samples.
I = 1..4
X, Y, Z = pauli(I)
H = 2 - sum(Z[i]*Z[i+1] for i in 1..3) - 0.8*sum(X[i] for i in I)
up(s: spin[I]) = if count(s[i] < 0 for i in I) == 0 then 1 else 0
e = energy(H, up)
print(e, e.variance, e.vscore)
#> -1 2.56 1.137778
assert abs(e.variance - 4*0.8^2) < 1e-12 and abs(e.vscore - 4*e.variance/(e.mean - 2)^2) < 1e-12
assert energy(H, ground(H).state).variance < 1e-18
net ψ(s: spin[I]) {
  param a = 0.1
  param b = 0.2
  exp(a*sum(s[i]*s[i+1] for i in 1..3) + b*sum(s[i]*s[i+2] for i in 1..2) + 0.05im*s[1]*s[4])
}
fit = minimize energy(H, ψ) using sr(0.1) with batch = 16, steps = 40
square = sum(abs(ψ(s))^2*re(local(H^2, ψ, s)) for s in spin[I])/sum(abs(ψ(s))^2 for s in spin[I])
assert abs(fit.variance - (square - fit.value.mean^2)) < 1e-10 and fit.variance < 0.1
assert abs(fit.vscore - 4*fit.variance/(fit.value.mean - 2)^2) < 1e-12
c = fermions(I)
pair(n: bit[I]) = if sum(n[i] for i in I) == 2 then 1 + 0.5*n[1] else 0
K = 3*sum(c[i]†*c[i]*c[i+1]†*c[i+1] for i in 1..3) - sum(c[i]†*c[i+1] + hc for i in 1..3)
k = energy(K, pair)
print(k.vscore*(k.mean - 3*3/6)^2/k.variance, "particles on average, of which 3 pairs of 6 are neighbours")
#> 2 particles on average, of which 3 pairs of 6 are neighbours
assert e.rhat == 1 and e.tau == 1 and fit.value.rhat == 1 and fit.value.variance == fit.variance
