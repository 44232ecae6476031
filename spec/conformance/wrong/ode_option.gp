x = odesolve(x -> -x, 1, 0, 1, divergence = full)  #! G0703: there is no option divergence here
