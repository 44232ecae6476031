x[i] = y[i] + 1 for i in 1..3  #! G0201: y is not defined
y[i] = x[i] for i in 1..3
