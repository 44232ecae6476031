## Chains in a sector: where the density is zero unless a sum has one value, no change of one site is possible, and two are changed at once.
I = 1..6
E(s) = -sum(s[i]*s[i+1] for i in 1..5)
model p(s: spin[I]) ∝ if sum(s) == 0 then exp(-0.4*E(s)) else 0
r = mcmc(p, chains = 32, steps = 2000)
reference = exact(p)
energies = mean(E(s) for s ~ reference).mean
assert abs(mean(E(s) for s in r.draws) - energies) < 0.1 and r.acceptance > 0.05 and r.rhat < 1.05
assert all(sum(s) == 0 for s in r.draws)
print("{reference.states} states, all draws in the sector")
#> 64 states, all draws in the sector
