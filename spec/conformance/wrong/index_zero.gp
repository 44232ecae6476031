x = [1, 2, 3]
y = x[0]  #! G0302: 0 is not in 1..3
