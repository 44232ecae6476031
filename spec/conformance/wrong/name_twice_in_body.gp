f(x) = { y = x; y = 2; y }  #! G0204: y is defined twice
z = f(1)
