f(x, y) = x*y
z = f(1, x = 2)  #! G0502: x is given twice
