net f() { param a = 1; a^2 }
minimize f() using adam(lr = 0.1) with steps = 2  #! G0703: there is no option lr here
