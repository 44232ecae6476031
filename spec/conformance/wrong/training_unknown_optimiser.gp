net f() { param a = 1; a^2 }
minimize f() using adm(0.1) with steps = 2  #! G0201: adm is not defined
