net f(x: real) { param a = 2*x; a*x }  #! G0604: x is data, and what belongs to the instance is made before there are any
y = f(1)
