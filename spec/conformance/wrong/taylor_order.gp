f(x) = x^2
g = taylor(f, at = 0)  #! G0502: taylor needs its order
