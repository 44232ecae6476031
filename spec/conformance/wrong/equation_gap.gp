h[0] = 1
h[2] = 3
x = sum(h[t] for t in 0..2)  #! G0302: t leaves {0, 2} of 0..2
