model p(x: real) { k ~ categorical(p = [0.3, 0.7]);  x ~ normal([-2, 1][k], 0.5) }
t = terms(p(0))  #! G0612: the model p sums over k, so its density is no product of one conditional for each variable
