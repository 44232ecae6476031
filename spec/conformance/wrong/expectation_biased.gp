model p(x: real) { x ~ normal(0, 1) }
r = 1/mean(x for x ~ p)  #! G0710: a non-linear function of an estimate is biased, by about the square of its relative error
