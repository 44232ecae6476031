X, Y, Z = pauli(1..3)
H = X[1] + Y[2] + Z[3]
show(H^12)  #! G1001: this product has 19683 terms
