I = 1..3
T = [4, 5, 6]
f(i: I) = T[i]^2
g = simplify(f)  #! G1210: this function cannot be written out: which element is read depends on the arguments
