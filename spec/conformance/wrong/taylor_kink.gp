f(x) = if x == 0 then 1 else sin(x)/x
g = taylor(f, at = 0, order = 2)  #! G1211: there is no Taylor polynomial about this point
