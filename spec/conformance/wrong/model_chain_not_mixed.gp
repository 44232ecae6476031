model p(s: spin[1..40]) ∝ exp(sum(4*s[i]*s[i+1] for i in 1..39))
m = mean(s[1] for s ~ p, samples = 400)  #! G0615: the Markov chains are not to be trusted
