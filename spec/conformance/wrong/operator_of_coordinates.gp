ψ(s: spin[1..2]) = 1
e = energy(-1/2*Δ, ψ)  #! G1002: the Hamiltonian is one of coordinates, and the wave function is of spin[1..2]
