# Data have no density, so they stand first.
data = [0.1, 0.2]
model p(x: real) { param m = 0; x ~ normal(m, 1) }
fit = minimize kl(p, data)  #! G0704: the rows of data come first in a divergence
