model p(x: real) { param s = 0.2; x ~ normal(0, s) }  #! G0608: sd of normal must be positive
fit = minimize p.s + mean(x for x ~ p) using sgd(0.5) with steps = 4, batch = 8
y = p(0.3)
