f(x) = sqrt(x)
g = taylor(f, at = 0, order = 2)  #! G1211: there is no Taylor polynomial about this point
