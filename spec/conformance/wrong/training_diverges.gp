net f() { param a = 1; log(a) }
minimize f() using sgd(10) with steps = 5  #! G0712: the objective became NaN
