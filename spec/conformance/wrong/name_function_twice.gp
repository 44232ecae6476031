f(x) = x
f(x, y) = x + y  #! G0204: f is defined twice
