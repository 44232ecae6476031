X, Y, Z = pauli(1..3)
ψ(s: spin[1..3]) = exp(0.3*s[1] + 0.2im*s[2])
model J(x: real) { x ~ normal(0, 1) }
good = mean(energy(x*X[1] + Z[2], ψ) for x ~ J)
e = mean(energy(x*X[1]*Z[1] + Z[2], ψ) for x ~ J)  #! G1005: the energy of an operator that is not its own adjoint
