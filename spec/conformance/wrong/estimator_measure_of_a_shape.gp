model p(x: real) { param a = 2; x ~ beta(a, 1) }  #! G0714: beta has no measure-valued derivative with respect to a
g = gradient mean(x for x ~ p, estimator = measure) over p with samples = 100
