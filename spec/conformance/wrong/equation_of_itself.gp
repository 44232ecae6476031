f(x) = { a = b + x; b = a; a }  #! G0505: a is defined by itself
z = f(1)
