## Twenty steps whose factor may be zero: the map is judged at once, and its flow as a composition has an inverse.
model p(x: real | c: real) { y ~ normal(0, 1); x = odeflow(z -> c*z, 0, 1)(y) }  #! G0612: y cannot be solved for
a = p(0.3 | 0.5)
