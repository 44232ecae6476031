net f() { param a = 1; a^2 }
minimize f() using adam(0.1) with step = 2  #! G0703: there is no option step here
