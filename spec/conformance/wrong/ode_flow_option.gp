T = odeflow(x -> -x, 0, 1, divergence = half)  #! G0703: the divergence is full or hutchinson
