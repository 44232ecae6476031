a = integrate(x -> 1/x, 0, 1)  #! G0419: this integral does not settle near
