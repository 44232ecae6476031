model m(x: real) { t ~ normal(0, 1); x = t^2 }  #! G0612: t cannot be solved for
y = log(m(1))
