model p(x: real) { x ~ normal(0, 1) }
m = mean(x^2 for x ~ p)
y = m*[1, 2]  #! G0709: an estimate goes with numbers, not with arrays
