model p(x: real, y: real) { x ~ normal(y, 1); y ~ normal(x, 1) }  #! G0510: x would need y, which is drawn later
d = sample(p, 2)
