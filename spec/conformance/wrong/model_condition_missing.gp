model q(z: real | x: real) { z ~ normal(x, 1) }
m = mean(z for z ~ q)  #! G0502: the model q is conditioned on x, which is not given
