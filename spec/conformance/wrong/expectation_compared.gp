model p(x: real) { x ~ normal(0, 1) }
m = mean(x^2 for x ~ p)
assert m > 0  #! G0707: an estimate has an error bar and is not compared as it is
