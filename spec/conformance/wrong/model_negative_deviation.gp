model p(x: real) { x ~ normal(0, -2) }  #! G0608: sd of normal must be positive
m = mean(x for x ~ p)
