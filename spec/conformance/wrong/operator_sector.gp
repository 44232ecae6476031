X, Y, Z = pauli(1..2)
g = ground(X[1]*X[2], sector = (Z[1], 1))  #! G1007: there is no such sector: it is not conserved
