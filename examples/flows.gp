## Invertible maps written forwards, of one's own and of the library: the derived inverse and log-determinant agree with the
## dense Jacobian, before and after training. Then the harmonic chain, which the flows have to solve: its ln Z is known.
import flows
import realnvp

input steps = 800         "training steps"
input batch = 512         "samples a step"

n = 6
I = 1..n
flow bent(A, B)(z: real[A union B]) {                 # not affine, and no library: the inverse is derived
  param W[i,j] ~ normal(0, 0.5) for i in B, j in A
  x[A] = z[A]
  x[B] = sinh(z[B] + tanh(W @ z[A]))^3
  x
}
A = realnvp.halves(I, 1)
z = sample([normal(0, 1) for i in I], seed = 3)
law(T) = max(abs(T⁻¹(T(z)) - z)) + abs(logdet(T)(z) - log(abs(det(jacobian(T)(z)))))
B = bent(A, I minus A)
assert law(B) < 1e-8

## E = p²/2 + (Σ (q[i+1] - q[i])²)/2 with fixed ends: -ln Z = Σ ln ω[k] - n ln 2π with ω[k] = 2 sin(πk/2(n+1)), here for the
## positions alone: -ln Z = Σ ln ω[k] - (n/2) ln 2π. A linear flow can be exact; the others come close.
V(q) = q[1]^2/2 + q[n]^2/2 + sum((q[i+1] - q[i])^2/2 for i in 1..n-1)
exact = sum(log(2*sin(pi*k/(2*(n + 1)))) for k in I) - n/2*log(2*pi)
M = flows.lu(I)
C = flows.maf(I) |> flows.reverse(I) |> flows.maf(I)
N = realnvp.stack(I, layers = 6, width = 16)
F(q) = mean(V(x) + log(q(x)) for x ~ q, estimator = path)
base = [normal(0, 1) for i in I]
l = minimize F(base |> M) using adam(cosine(2e-2, 1e-4)) with batch = batch, steps = steps
c = minimize F(base |> C) using adam(cosine(1e-2, 1e-4)) with batch = batch, steps = steps
r = minimize F(base |> N) using adam(cosine(1e-2, 1e-4)) with batch = batch, steps = steps
print("-ln Z exact {exact:.6f}   linear {l.value}   autoregressive {c.value}   couplings {r.value}")
tight = if steps >= 800 then 0.01 else 0.2
assert abs(l.value.mean - exact) < 0.1*tight + 4*l.value.err and l.value.err < tight, "a linear flow solves the chain"
assert c.value.mean > exact - 4*c.value.err and c.value.mean < exact + tight
assert r.value.mean > exact - 4*r.value.err and r.value.mean < exact + tight
assert law(M) < 1e-9 and law(C) < 1e-9 and law(N) < 1e-9

## The leapfrog keeps volumes, comes back when time is reversed, and keeps the energy to the second order of the step.
S = flows.leapfrog(I, V, 0.01)
p = sample([normal(0, 1) for i in I], seed = 4)
(q₁, p₁) = S(z, p)
(q₀, p₀) = S⁻¹(q₁, p₁)
H(q, p) = V(q) + sum(p[i]^2 for i in I)/2
assert max(abs(q₀ - z)) < 1e-12 and max(abs(p₀ - p)) < 1e-12 and abs(logdet(S)(z, p)) < 1e-12
assert abs(H(q₁, p₁) - H(z, p)) < 1e-5
