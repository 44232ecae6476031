model p(x: real) { x ~ normal(0, 1) }
m = mean(sqrt(x) for x ~ p)  #! G0708: the integrand is not finite at
