h[0] = 0
h[t,k] = 1 for t in 1..3, k in 1..2  #! G0406: h has 2 indices here and 1 above
