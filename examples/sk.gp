## Sherrington–Kirkpatrick spin glass of 20 spins: an autoregressive network, a Markov chain and the exact sum over all
## 2²⁰ configurations agree. The couplings (sk20.csv) are normal numbers divided by √20.
import van

input β = 1.0             "inverse temperature"
input steps = 1500        "training steps"
input batch = 1000        "samples a step"
input draws = 20000       "draws of the Markov chains"

J = read("sk20.csv")                                  # real[1..20, 1..20]
I = 1..20
E(s) = -sum(J[i,j]*s[i]*s[j] for i in I, j in I if i < j)

model thermal(s: spin[I]) ∝ exp(-β*E(s))
reference = exact(thermal)                            # all 2^20 states: .logZ, and exact means
p = van.made(I, channels = 5, depth = 2)
fit = minimize mean(β*E(s) + log(p(s)) for s ~ p) using adam(1e-3) with batch = batch, steps = steps

print("F/N   variational {fit.value/β/20}   exact {-reference.logZ/β/20:.6f}")
u = mean(E(s) for s ~ thermal, samples = draws)     # moves and changes of energy are derived from the formula
U = mean(E(s) for s ~ reference)
print("U/N   Monte Carlo {u/20}   exact {U/20:.6f}   R-hat {u.rhat:.3f}")

assert fit.value.mean > -reference.logZ - 3*fit.value.err, "a variational bound lies above the exact value"
assert fit.value.mean < -reference.logZ + (if steps >= 1500 then 0.005 else 0.1)*abs(reference.logZ), "the variational free energy is close to the exact one"
assert abs(u.mean - U.mean) < 4*u.err, "Monte Carlo and enumeration agree"
assert u.rhat < 1.05, "the chains have mixed"

## ln Z at β = 1, by enumeration in another program.
if β == 1 then assert abs(reference.logZ - 18.144445) < 1e-6
