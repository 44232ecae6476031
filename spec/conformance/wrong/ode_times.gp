x = odesolve(x -> -x, 1, 0, [[1, 2], [3, 4]])  #! G0415: times are one number or a list of them, and this is an array over 1..2, 1..2
