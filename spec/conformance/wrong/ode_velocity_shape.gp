v(x, t) = sum(x)
x = odesolve(v, [1, 2], 0, 1)  #! G0415: what moves is an array over 1..2, and its velocity is a number
