f(1) = 2  #! G0128: this is no name that a definition could take
