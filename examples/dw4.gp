## Four particles in the plane with a double well between each two (DW4; Köhler, Klein and Noé, arXiv:2006.02425): a flow is
## trained on configurations by likelihood, and judged by what it was not shown, the energy.
import realnvp

input data = "dw4.csv"    "configurations, a row for each: x and y of each particle in turn"
input steps = 2500        "training steps"
input batch = 16          "configurations a step, each in its 24 labellings"
input layers = 10         "couplings"
input width = 64          "hidden units of a coupling"

## dw4.csv: every fifteenth of the configurations of jarridrb/DEM (MIT licence), the centre of mass at the origin.
R = read(data)
P = 1..4
D = 1..2
X = [R[m,2*(i - 1) + d] for m in 1..size(R)/8, i in P, d in D]
well(r) = -4*(r - 4)^2 + 0.9*(r - 4)^4
E(x) = sum(well(norm(x[i] - x[j])) for i in P, j in P if i < j)

## Jacobi coordinates y[k] = Σ J[k,i] x[i], an orthonormal basis without the centre of mass: six numbers instead of eight.
K = 1..3
J[k,i] = (if i <= k then 1 else (if i == k + 1 then -k else 0))/sqrt(k*(k + 1)) for k in K, i in P
jacobi(x) = [sum(J[k,i]*x[i,d] for i in P) for k in K, d in D]
place(y) = [sum(J[k,i]*y[k,d] for k in K) for i in P, d in D]

## The particles are alike and the plane has no directions: a configuration stands for all its labellings and rotations.
perms = set((a, b, c, e) for a in P, b in P, c in P, e in P if a != b and a != c and a != e and b != c and b != e and c != e)
relabel(x, a, b, c, e) = [J[k,1]*x[a,d] + J[k,2]*x[b,d] + J[k,3]*x[c,d] + J[k,4]*x[e,d] for k in K, d in D]
turn(x, θ) = [if d == 1 then cos(θ)*x[i,1] - sin(θ)*x[i,2] else sin(θ)*x[i,1] + cos(θ)*x[i,2] for i in P, d in D]

q = [normal(0, 2) for k in K, d in D] |> realnvp.stack(K times D, layers = layers, width = width, mask = realnvp.random)
fit = minimize mean(mean(-log(q(relabel(turn(x, θ), a, b, c, e))) for (a,b,c,e) in perms) for x in X, θ ~ uniform(0, 2*pi)) using adam(cosine(1e-3, 1e-5)) with batch = batch, steps = steps

## The reference is the best Gaussian of the same symmetry, whose variance is that of the data: 3(1 + ln 2πσ²).
n = size(R)/8
variance = sum(X[m,i,d]^2 for m in 1..n, i in P, d in D)/(6*n)
gaussian = 3*(1 + log(2*pi*variance))

## Importance weights exp(-E)/q of draws: ⟨w⟩²/⟨w²⟩ is the share of the draws that count. The factor e²⁹ keeps them near 1.
w(y) = exp(-E(place(y)) - 29 - log(q(y)))
share = mean(w(y) for y ~ q, samples = 20000).mean^2/mean(w(y)^2 for y ~ q, samples = 20000).mean
print("negative log-likelihood {fit.value}   Gaussian {gaussian:.3f}   effective share of the draws {share:.4f}")
assert fit.value.mean < gaussian - (if steps >= 2500 then 0.8 else 0), "better than a Gaussian"

## The virial theorem of the data: ⟨Σ x·∂E/∂x⟩ is the number of degrees of freedom, 6.
virial = [sum(grad(E)(X[m])[i,d]*X[m,i,d] for i in P, d in D) for m in 1..n]
err = sqrt(sum((virial[m] - sum(virial)/n)^2 for m in 1..n))/n
print("virial {sum(virial)/n:.2f} ± {err:.2f}")
assert abs(sum(virial)/n - 6) < 4*err
