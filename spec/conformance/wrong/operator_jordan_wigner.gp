X, Y, Z = pauli(1..2)
A = jordan_wigner(X[1])  #! G1002: this is an operator of spins
