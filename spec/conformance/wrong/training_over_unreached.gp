net f() { param a = 1; a^2 }
net g() { param b = 1; b^2 }
minimize f() over g using adam(0.1) with steps = 2  #! G0706: the objective does not depend on g
