X, Y, Z = pauli(1..2)
ψ(s: spin[1..2]) = exp(0.3*s[1])
e = [energy(im*k*X[1] + Z[1], ψ).mean for k in 1..2]  #! G1005: the energy of an operator that is not its own adjoint
