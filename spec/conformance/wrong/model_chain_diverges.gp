model p(v: real, x: real[1..9]) ∝ exp(-v^2/18 - 9*v/2 - exp(-v)*sum(x[i]^2 for i in 1..9)/2)
d = mcmc(p, chains = 16, steps = 200).draws  #! G0618: trajectories diverged
