net f() { param a = 1; a^2 }
minimize f() using 0.01 with steps = 2  #! G0711: an optimiser is needed after using
