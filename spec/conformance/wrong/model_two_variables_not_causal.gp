model p(x: real, y: real) { x ~ normal(y, 1); y ~ normal(x, 1) }  #! G0510: x would need itself
d = sample(p, 2)
