x = odesolve(x -> -x, 1, 0, 1, method = euler)  #! G0703: the methods are rk4 and dopri5
