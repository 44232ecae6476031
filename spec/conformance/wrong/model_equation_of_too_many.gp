model m(x: real) { u ~ normal(0, 1); v ~ normal(0, 1); x = u + v }  #! G0612: the equations of the model m give 1 real number, and the latent variables are 2 real numbers
y = log(m(1))
