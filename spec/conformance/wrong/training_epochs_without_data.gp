net f() { param a = 1; (a - 2)^2 }
minimize f() using adam(0.1) with epochs = 2  #! G0704: epochs count passes over data, and this objective has none
