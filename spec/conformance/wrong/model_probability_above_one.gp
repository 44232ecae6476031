p = bernoulli(p = 1.5)  #! G0608: p of bernoulli must be a probability, between 0 and 1
