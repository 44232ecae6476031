net f() { param a = 1; [a, 2*a] }
minimize f() using adam(0.1) with steps = 2  #! G0705: an objective is a number, and this is an array over 1..2
