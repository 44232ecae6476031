X, Y, Z = pauli(1..2)
ψ(s) = 1
e = energy(X[1], ψ)  #! G1004: the wave function does not say which configurations it is a function of
