## Lattice φ⁴ theory on a periodic 4×4 torus by a flow trained on its action alone: ln Z, the effective share of the draws, and ⟨|M|⟩
## against Hamiltonian Monte Carlo. Without interaction ln Z is known: (N ln 2π - ln det K)/2. Albergo, Kanwar and Shanahan, arXiv:1904.12072.
import realnvp

input L = 4               "linear size"
input mass = 1.0          "mass"
input λ = 0.5             "coupling"
input steps = 1500        "training steps"
input batch = 512         "samples a step"
input layers = 8          "couplings"
input width = 32          "hidden units of a coupling"
input draws = 20000       "draws of the comparison"

Λ = square(L, L, periodic)
N = size(Λ)
free(φ) = sum((φ[i] - φ[j])^2 for (i,j) in bonds(Λ))/2 + mass^2/2*sum(φ[i]^2 for i in Λ)
S(φ) = free(φ) + λ*sum(φ[i]^4 for i in Λ)

q = [normal(0, 0.6) for i in Λ] |> realnvp.stack(Λ, layers = layers, width = width, mask = realnvp.checkerboard)
fit = minimize mean(S(φ) + log(q(φ)) for φ ~ q, estimator = path) using adam(cosine(3e-3, 1e-5)) with batch = batch, steps = steps, samples = 20000

## The weights of draws make ln Z exact; ⟨w⟩²/⟨w²⟩ is the share of draws that count.
f = fit.value.mean                                     # close to -ln Z, so that weights are close to 1
w(φ) = exp(f - S(φ) - log(q(φ)))
z = mean(w(φ) for φ ~ q, samples = draws)
share = z.mean^2/mean(w(φ)^2 for φ ~ q, samples = draws).mean
logZ = log(z.mean) - f
print("-ln Z ≤ {fit.value}   by weights {-logZ:.4f} ± {z.err/z.mean:.4f}   effective share of the draws {share:.3f}")

## Markov chains of the same field: ⟨|M|⟩, and ln Z(λ) = ln Z(0) - ∫⟨Σφ⁴⟩dλ by four points of Gauss and Legendre.
K[i,j] = (if i == j then mass^2 else 0) + sum((if i == a then 1 else 0)*(if j == a then 1 else 0) + (if i == b then 1 else 0)*(if j == b then 1 else 0)
  - (if i == a then 1 else 0)*(if j == b then 1 else 0) - (if i == b then 1 else 0)*(if j == a then 1 else 0) for (a,b) in bonds(Λ)) for i in Λ, j in Λ
model field(c)(φ: real[Λ]) ∝ exp(-free(φ) - c*sum(φ[i]^4 for i in Λ))
quartic(p) = mean(sum(φ[i]^4 for i in Λ) for φ ~ p, samples = draws)
a = sqrt(3/7 - 2/7*sqrt(6/5))
b = sqrt(3/7 + 2/7*sqrt(6/5))
u = (18 + sqrt(30))/72
v = (18 - sqrt(30))/72
chains = (N*log(2*pi) - logdet(K))/2 - λ*(v*quartic(field(λ*(1 - b)/2)) + u*quartic(field(λ*(1 - a)/2))
  + u*quartic(field(λ*(1 + a)/2)) + v*quartic(field(λ*(1 + b)/2)))
M(φ) = abs(sum(φ[i] for i in Λ))/N
hmc = mean(M(φ) for φ ~ field(λ), samples = draws)
weighed = mean(w(φ)*M(φ) for φ ~ q, samples = draws)/z
print("ln Z by chains {chains}")
print("⟨|M|⟩ by the flow {weighed}   by Hamiltonian Monte Carlo {hmc}")
assert fit.value.mean > -chains.mean - 3*(fit.value.err + chains.err), "a variational bound lies above the exact value"
assert fit.value.mean < -chains.mean + (if steps >= 1500 then 0.08 else 1)
assert abs(logZ - chains.mean) < 4*(z.err/z.mean + chains.err)
assert abs(weighed.mean - hmc.mean) < 4*(weighed.err + hmc.err)
assert share > (if steps >= 1500 then 0.85 else 0.2)
if λ == 0 then assert abs(logZ - (N*log(2*pi) - logdet(K))/2) < 4*z.err/z.mean

plot(fit.history, title = "free energy of a lattice field", to = "phi4_history.png")
