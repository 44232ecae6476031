X, Y, Z = pauli(1..3)
H = X[1]/Z[1]  #! G1001: / is not defined for operators
