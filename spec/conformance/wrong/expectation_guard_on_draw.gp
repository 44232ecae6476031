model p(x: real) { x ~ normal(0, 1) }
m = mean(x for x ~ p if x > 0)  #! G0701: a draw has no guard
