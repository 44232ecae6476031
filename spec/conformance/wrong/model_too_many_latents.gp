model p(x: real) {
  z[i] ~ spin(logit = 0) for i in 1..20  #! G0612: the latent variables have 1.049e+06 joint values, too many to sum over
  x ~ normal(sum(z), 1)
}
y = log(p(1))
