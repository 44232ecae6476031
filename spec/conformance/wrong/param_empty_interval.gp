net f(x: real) { param a = 1 in (2, 0); a*x }  #! G0606: the interval (2, 0) is empty
y = f(1)
