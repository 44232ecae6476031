## The couplings are known when the program gets there.
I = 1..3
X, Y, Z = pauli(I)
ψ(s: spin[I]) = exp(0.3*s[1] + 0.2im*s[2])
model J(x: real) { x ~ normal(0, 1) }
d = sample(J, 3)
good = energy(sum(d[i]*X[i] for i in I), ψ)
e = energy(sum(d[i]*X[i]*Z[i] for i in I), ψ)  #! G1005: the energy of an operator that is not its own adjoint
