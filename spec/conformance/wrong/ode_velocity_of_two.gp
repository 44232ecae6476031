v(x, y, t) = x + y + t
x = odesolve(v, 1, 0, 1)  #! G0415: this velocity takes 3 arguments, and there is 1 array to move
