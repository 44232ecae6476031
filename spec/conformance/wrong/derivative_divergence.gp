V(x: real[1..3]) = sum(x[i]^2 for i in 1..3)
d = divergence(V)([1, 2, 3])  #! G0410: a divergence is of a field over the sets of its argument, and this is a number
