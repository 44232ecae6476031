model p(x: real, y: real) { y ~ normal(0, 1) }  #! G0610: x has no conditional
m = mean(y for (x, y) ~ p)
