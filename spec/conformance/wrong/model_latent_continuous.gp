model p(x: real) { z ~ normal(0, 1); x ~ normal(z^2, 1) }  #! G0612: the latent variable z is not discrete, and cannot be summed out
y = log(p(1))
