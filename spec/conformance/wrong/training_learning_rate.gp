net f() { param a = 1; a^2 }
minimize f() using adam(-0.1) with steps = 2  #! G0703: the learning rate is -0.1: it must be a positive number
