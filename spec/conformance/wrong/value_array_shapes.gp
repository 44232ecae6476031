x[i] = i for i in 1..3
y[i] = i for i in 0..2
d = norm(x - y)  #! G0403: - of an array over 1..3 and one over 0..2
