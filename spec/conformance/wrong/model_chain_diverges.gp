model p(x: real) ∝ exp(-1e8*max(0, abs(x) - 1))
d = mcmc(p, chains = 16, steps = 200).draws  #! G0618: trajectories diverged
