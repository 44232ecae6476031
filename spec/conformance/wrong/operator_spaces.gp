X, Y, Z = pauli(1..3)
c = fermions(1..3)
H = X[1]*c[1]  #! G1002: spins on 1..3 and fermions on 1..3 do not mix
