x = [1, [2, 3]]  #! G0403: the entries of a list are alike, and entry 2 is an array over 1..2
