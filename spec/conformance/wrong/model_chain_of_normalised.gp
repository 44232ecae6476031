model p(s: spin[1..4]) { s[i] ~ spin(logit = 0) for i in 1..4 }
x = mcmc(p, chains = 2, steps = 10)  #! G0614: Markov chains are for models known up to a constant; this one is drawn from exactly
