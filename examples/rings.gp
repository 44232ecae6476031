## A ring in the plane, known up to a constant, by a flow of smooth steps: ln Z from the trained flow, and a picture of the
## learned density as contours with draws from it.
import flows

input steps = 2000        "training steps"
input batch = 512         "samples a step"
input grid = 41           "points of the picture in each direction"

D = 1..2
odd = set(i for i in D if i == 1)
even = D minus odd
E(x) = (norm(x) - 2)^2/0.32

T = compose(if k mod 2 == 1 then flows.steps(odd, even, n = 6, width = 32) else flows.steps(even, odd, n = 6, width = 32) for k in 1..6)
q = [normal(0, 1) for i in D] |> T
fit = minimize mean(E(x) + log(q(x)) for x ~ q) using adam(cosine(5e-3, 1e-5)) with batch = batch, steps = steps, samples = 20000

## Z = ∫ 2πr exp(-(r - 2)²/2σ²) dr with σ = 0.4; the code of Zhang, E and Wang (arXiv:1809.10188) has -ln Z = -2.5336720590.
Z = 2*pi*(0.16*exp(-4/0.32) + 2*0.4*sqrt(pi/2)*(1 + erf(2/sqrt(0.32))))
print("-ln Z ≤ {fit.value}   exact {-log(Z):.6f}")
assert abs(log(Z) - 2.5336720590) < 1e-8
assert fit.value.mean > -log(Z) - 4*fit.value.err, "a variational bound lies above the exact value"
assert fit.value.mean < -log(Z) + (if steps >= 2000 then 0.02 else 0.3), "the flow has found the ring"

## Weights p/q make the bound exact: their mean over draws of q is Z, and ⟨w⟩²/⟨w²⟩ the share of draws that count.
w(x) = exp(-E(x) - log(q(x)))
z = mean(w(x) for x ~ q, samples = 20000)
share = z.mean^2/mean(w(x)^2 for x ~ q, samples = 20000).mean
print("Z by weights {z}   exact {Z:.5f}   effective share of the draws {share:.3f}")
assert abs(z.mean - Z) < 4*z.err

X = [-3.2 + 6.4*(k - 1)/(grid - 1) for k in 1..grid]
ρ[a,b] = q([X[a], X[b]]) for a in 1..grid, b in 1..grid
plot(X, X, ρ, sample(q, 500), kind = contour, title = "learned density and draws", x = "x", y = "y", to = "rings.png")
plot(fit.history, title = "free energy", to = "rings_history.png")
