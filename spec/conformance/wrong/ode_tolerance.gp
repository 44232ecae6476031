x = odesolve(x -> -x, 1, 0, 1, method = dopri5(0))  #! G0703: a tolerance is a positive number that rounding leaves room for
