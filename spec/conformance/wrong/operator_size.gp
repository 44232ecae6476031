X, Y, Z = pauli(1..40)
g = ground(sum(X[i] for i in 1..40))  #! G1006: spins on 1..40 have 2^40 states
