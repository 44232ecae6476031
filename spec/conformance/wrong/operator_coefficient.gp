X, Y, Z = pauli(1..2)
r = mean(if x*X[1] == X[1] then 1 else 0 for x ~ normal(0, 1))  #! G1003: a coefficient of this operator depends on draws
