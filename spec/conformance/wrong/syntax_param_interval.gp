net f() { param a = 1 in 3; a }  #! G0129: in names the interval of the parameter
