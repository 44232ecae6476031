## Exact ground states, spectra and thermal averages.
I = 1..2
X, Y, Z = pauli(I)
S = (X[1]*X[2] + Y[1]*Y[2] + Z[1]*Z[2])/4
print(ground(S).energy, spectrum(S))
#> -0.75 [-0.75, 0.25, 0.25, 0.25]
t = thermal(S, 0.5)
assert abs(t.free_energy + 0.5*log(exp(1.5) + 3*exp(-0.5))) < 1e-14
assert abs(t.entropy - (t.energy - t.free_energy)/0.5) < 1e-14
N = 10
Λ = chain(N, open)
A, B, C = pauli(Λ)
H = -sum(C[i]*C[j] for (i,j) in bonds(Λ)) - sum(A[i] for i in Λ)
assert abs(ground(H).energy + 12.381489999655) < 1e-11
σ = labels("up", "dn")
c = fermions(I times σ)
dimer = -sum(c[1,a]†*c[2,a] + hc for a in σ) + 4*sum(c[i,"up"]†*c[i,"up"]*c[i,"dn"]†*c[i,"dn"] for i in I)
n(a) = sum(c[i,a]†*c[i,a] for i in I)
assert abs(ground(dimer, sector = [(n("up"), 1), (n("dn"), 1)]).energy - (4 - √32)/2) < 1e-12
assert abs(ground(dimer, sector = (n("up") + n("dn"), 1)).energy + 1) < 1e-12
