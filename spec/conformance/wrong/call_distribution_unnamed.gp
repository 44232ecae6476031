p = bernoulli(0.5)  #! G0502: the arguments of bernoulli need a name that says what is meant; it is bernoulli(p=) or bernoulli(logit=)
