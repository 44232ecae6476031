x[i] = j for i in 1..3, j in 1..2  #! G0506: the generator j does not stand on the left side
