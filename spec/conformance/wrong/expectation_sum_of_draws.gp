model p(x: real) { x ~ normal(0, 1) }
m = sum(x^2 for x ~ p)  #! G0701: a draw (~) stands in an expectation only
