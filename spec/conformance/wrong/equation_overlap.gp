h[0] = 1
h[t] = 2 for t in 0..3  #! G0507: two equations give h[0]
