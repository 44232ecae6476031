## Three spins at a time would have to turn.
model p(s: spin[1..9]) ∝ if all(s[i] == s[i+1] and s[i] == s[i+2] for i in [1, 4, 7]) then exp(s[1] + s[5]) else 0
r = mcmc(p, steps = 200)  #! G1042: the Markov chains of p cannot move
