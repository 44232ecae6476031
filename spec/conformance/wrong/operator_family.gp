X, Y, Z = pauli(1..3)
H = X + 1  #! G1001: this is an operator for every element
