net f() { param a = 1; a^2 }
minimize f() using adam(0.1) with steps = 2, clip = 0  #! G0703: clip is the largest norm of the gradient, a positive number
