## A network of one's own: hidden units that look back, an attention layer, a recurrence. Nothing of the library is used;
## the order of drawing, the sampler and the density are derived, and agree with enumeration.

input draws = 50000       "draws of each network"

N = 8
I = 1..N
C = 1..3

model hidden(s: spin[I]) {
  param W[c,k,j] ~ normal(0, 0.3) for c in C, k in I, j in I if j < k
  param U[i,c,k] ~ normal(0, 0.3) for i in I, c in C, k in I if k <= i
  param b[i] ~ normal(0, 0.3) for i in I
  h[c,k] = tanh(sum(W[c,k,j]*s[j] for j in I)) for c in C, k in I
  s[i] ~ spin(logit = b[i] + sum(U[i,c,k]*h[c,k] for c in C, k in I)) for i in I
}

model attentive(s: spin[I]) {
  param q[i,c] ~ normal(0, 0.5) for i in I, c in C
  param a[j,c] ~ normal(0, 0.5) for j in I, c in C
  param v[j,c] ~ normal(0, 1) for j in I, c in C
  w[i] = softmax(sum(q[i,c]*a[j,c]*s[j] for c in C) for j in I if j < i) for i in I
  s[i] ~ spin(logit = sum(w[i,j]*v[j,c]*s[j] for j in I, c in C)) for i in I
}

model recurrent(s: spin[I]) {
  param A[c,d] ~ normal(0, 0.5) for c in C, d in C
  param B[c] ~ normal(0, 0.5) for c in C
  param D[c] ~ normal(0, 0.5) for c in C
  h[0,c] = 0 for c in C
  h[i,c] = tanh(sum(A[c,d]*h[i-1,d] for d in C) + B[c]*s[i]) for i in I, c in C
  s[i] ~ spin(logit = sum(D[c]*h[i-1,c] for c in C)) for i in I
}

E(s) = -sum(s[i]*s[i+1] for i in 1..N-1)
compare(p) = {                                        # exact sums over the 256 states, and draws
  norm = sum(p(s) for s in spin[I])
  exact = sum(p(s)*E(s) for s in spin[I])
  rows = sample(p, draws)
  e = [E(rows[k]) for k in 1..draws]
  drawn = sum(e)/draws
  err = sqrt(sum((e[k] - drawn)^2 for k in 1..draws))/draws
  (norm, exact, drawn, err)
}
(n₁, e₁, d₁, σ₁) = compare(hidden)
(n₂, e₂, d₂, σ₂) = compare(attentive)
(n₃, e₃, d₃, σ₃) = compare(recurrent)
print("⟨E⟩ by draws and exactly:   hidden {d₁:.4f} {e₁:.4f}   attentive {d₂:.4f} {e₂:.4f}   recurrent {d₃:.4f} {e₃:.4f}   ± {σ₁:.4f}")

## The reference is enumeration: the densities add up to 1, and the draws have the exact mean energy. (An expectation with
## as many samples as there are states is that sum itself, so the draws are taken with sample.)
assert abs(n₁ - 1) < 1e-10 and abs(n₂ - 1) < 1e-10 and abs(n₃ - 1) < 1e-10, "densities are normalised"
assert abs(d₁ - e₁) < 4*σ₁ and abs(d₂ - e₂) < 4*σ₂ and abs(d₃ - e₃) < 4*σ₃, "draws follow the densities"
assert abs(mean(E(s) for s ~ recurrent).mean - e₃) < 1e-12, "few states are summed over"
