x = [1, 2, 3]
y = x[4]  #! G0302: 4 is not in 1..3
