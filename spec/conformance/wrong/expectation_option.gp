model p(x: real) { x ~ normal(0, 1) }
m = mean(x for x ~ p, sample = 100)  #! G0703: there is no option sample here
