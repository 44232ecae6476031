# The draws of Markov chains as rows, chain after chain, and what they are worth.
model pair(s: spin[1..2]) ∝ exp(s[1]*s[2])
m = mcmc(pair, chains = 8, steps = 500, warmup = 100)
print(size(m.draws), m.rhat < 1.05, m.ess > 400, m.acceptance > 0.1)
#> 8000 true true true
