v(t, x) = -x + t
x = odesolve(v, 1, 0, 1)  #! G0415: the first argument of a velocity is the position, and here it is called t; x is the time
