X = [1, 2, 3]
Y = [1, 2]
s = sum(x*y for (x, y) in (X, Y))  #! G0403: these arrays have rows over 1..3 and over 1..2
