input T = 2.0
net f() { param a = 1; (a - T)^2 }
minimize f() over T using adam(0.1) with steps = 2  #! G0706: T is not a parameter
