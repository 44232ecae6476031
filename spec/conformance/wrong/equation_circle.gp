x[i] = y[i] + 1 for i in 1..3  #! G0510: x[1] needs itself
y[i] = x[i] for i in 1..3
