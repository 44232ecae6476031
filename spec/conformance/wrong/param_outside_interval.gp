net f(x: real) { param a = 1.5 in (0, 1); a*x }  #! G0606: a cannot start at 1.5
y = f(1)
