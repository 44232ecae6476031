net f(x: real) { param a = 1; a*x }
y = f.b  #! G0202: the net f has no field b
