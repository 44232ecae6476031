net f() { param x = 2; x^2 }
minimize f() using adam(0.1) using sgd(0.1) with steps = 1  #! G0131: a clause of minimize is given twice
