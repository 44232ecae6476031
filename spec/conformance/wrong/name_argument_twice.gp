f(x, x) = x  #! G0204: x is an argument twice
