## Variational autoregressive networks: distributions of spins over any ordered index set, site after
## site in the order of the set. Each gives the exact density and draws exactly.
## Wu, Wang and Zhang, PRL 122, 080602 (2019), arXiv:1809.10606.

## Fully visible: the logit of each spin is linear in the spins before it.
model ar(I)(s: spin[I]) {
  param W[i,j] ~ normal(0, 0.01) for i in I, j in I if j < i
  param b[i] = 0 for i in I
  s[i] ~ spin(logit = b[i] + sum(W[i,j]*s[j] for j in I)) for i in I
}

## Masked autoencoder (MADE, arXiv:1502.03509): depth - 1 hidden layers of channels units a site beside the
## direct connection of `ar`. The outgoing weights start at zero, so that it starts where `ar` does, and enter with
## a factor 1/√n, so that steps of equal size in all weights do not let the many hidden units outrun the direct connection.
model made(I, channels = 4, depth = 2)(s: spin[I]) {
  C = 1..channels
  n = size(I)
  param A[i,j] ~ normal(0, 0.01) for i in I, j in I if j < i
  param b[i] = 0 for i in I
  param W[c,k,j] ~ uniform(-√(2/n), √(2/n)) for c in C, k in I, j in I if j < k
  param a[l,c,k] = 0 for l in 1..depth-1, c in C, k in I
  param V[l,c,k,d,j] ~ uniform(-√(2/(n*channels)), √(2/(n*channels))) for l in 2..depth-1, c in C, k in I, d in C, j in I if j <= k
  param U[i,c,k] = 0 for i in I, c in C, k in I if k <= i and depth > 1
  h[1,c,k] = tanh(a[1,c,k] + sum(W[c,k,j]*s[j] for j in I)) for c in C, k in I
  h[l,c,k] = tanh(a[l,c,k] + sum(V[l,c,k,d,j]*h[l-1,d,j] for d in C, j in I)) for l in 2..depth-1, c in C, k in I
  s[i] ~ spin(logit = b[i] + sum(A[i,j]*s[j] for j in I) + sum(U[i,c,k]*h[max(depth-1, 1),c,k] for c in C, k in I)/√n) for i in I
}

## Masked convolutions (PixelCNN, arXiv:1601.06759) on a lattice in the plane, whose rows are drawn one after the other:
## a window of kernel × kernel sites, of which only those drawn before are seen. Nothing wraps around an edge.
model pixelcnn(Λ, channels = 4, depth = 2, kernel = 5)(s: spin[Λ]) {
  C = 1..channels
  r = floor(kernel/2)
  X = 1..max(i.x for i in Λ)
  Y = 1..max(i.y for i in Λ)
  past = set((a, b) for a in -r..r, b in -r..0 if b < 0 or a < 0)
  seen = set((a, b) for a in -r..r, b in -r..0 if b < 0 or a <= 0)
  w₁ = √(2/size(past))
  w = √(2/(size(seen)*channels))
  param W[c,(a,b)] ~ uniform(-w₁, w₁) for c in C, (a,b) in past
  param c₁[l,c] = 0 for l in 1..depth-1, c in C
  param V[l,c,d,(a,b)] ~ uniform(-w, w) for l in 2..depth-1, c in C, d in C, (a,b) in seen
  param A[(a,b)] ~ normal(0, 0.01) for (a,b) in past
  param U[c,(a,b)] = 0 for c in C, (a,b) in seen
  param b₀ = 0
  h[1,c,i] = tanh(c₁[1,c] + sum(W[c,a,b]*s[i + (a,b)] for (a,b) in past if i.x + a in X and i.y + b in Y)) for c in C, i in Λ
  h[l,c,i] = tanh(c₁[l,c] + sum(V[l,c,d,a,b]*h[l-1,d,i + (a,b)] for d in C, (a,b) in seen if i.x + a in X and i.y + b in Y)) for l in 2..depth-1, c in C, i in Λ
  s[i] ~ spin(logit = b₀ + sum(A[a,b]*s[i + (a,b)] for (a,b) in past if i.x + a in X and i.y + b in Y)
                        + sum(U[c,a,b]*h[max(depth-1, 1),c,i + (a,b)] for c in C, (a,b) in seen if i.x + a in X and i.y + b in Y)) for i in Λ
}

## Recurrent network with gates (GRU, arXiv:1406.1078), which reads the spins one after the other
## (arXiv:2002.02973). The outgoing weights start at zero.
model rnn(I, width = 16)(s: spin[I]) {
  N = size(I)
  D = 1..width
  w = 1/√width
  param B[g,c] ~ uniform(-w, w) for g in 1..3, c in D
  param A[g,c,d] ~ uniform(-w, w) for g in 1..3, c in D, d in D
  param a[g,c] = 0 for g in 1..3, c in D
  param U[d] = 0 for d in D
  param b = 0
  states(s) = {                                          # after each of the spins, from none
    x[t] = sum(s[i] for i in I if rank(i) == t) for t in 1..N
    h[0,c] = 0 for c in D
    z[t,c] = sigmoid(a[1,c] + B[1,c]*x[t] + sum(A[1,c,d]*h[t-1,d] for d in D)) for t in 1..N, c in D
    r[t,c] = sigmoid(a[2,c] + B[2,c]*x[t] + sum(A[2,c,d]*h[t-1,d] for d in D)) for t in 1..N, c in D
    n[t,c] = tanh(a[3,c] + B[3,c]*x[t] + r[t,c]*sum(A[3,c,d]*h[t-1,d] for d in D)) for t in 1..N, c in D
    h[t,c] = (1 - z[t,c])*n[t,c] + z[t,c]*h[t-1,c] for t in 1..N, c in D
    h
  }
  h = states(s)
  s[i] ~ spin(logit = b + sum(U[d]*h[rank(i) - 1,d] for d in D)) for i in I
}

## Causal transformer (arXiv:1706.03762) with pre-normalised layers: attention over the spins before, then
## a layer of 4·width hidden units. The outgoing weights start at zero.
model transformer(I, width = 16, heads = 2, depth = 1)(s: spin[I]) {
  P = 1..size(I)                                         # place t predicts the t-th spin from those before
  D = 1..width
  H = 1..heads
  E = 1..floor(width/heads)
  F = 1..4*width
  w = 1/√width
  param pos[t,d] ~ normal(0, 0.1) for t in P, d in D
  param emb[d] ~ normal(0, 0.1) for d in D
  param Q[l,e,k,d] ~ uniform(-w, w) for l in 1..depth, e in H, k in E, d in D
  param K[l,e,k,d] ~ uniform(-w, w) for l in 1..depth, e in H, k in E, d in D
  param V[l,e,k,d] ~ uniform(-w, w) for l in 1..depth, e in H, k in E, d in D
  param O[l,d,e,k] ~ uniform(-w, w) for l in 1..depth, d in D, e in H, k in E
  param W₁[l,f,d] ~ uniform(-w, w) for l in 1..depth, f in F, d in D
  param a[l,f] = 0 for l in 1..depth, f in F
  param W₂[l,d,f] ~ uniform(-w/2, w/2) for l in 1..depth, d in D, f in F
  param U[d] = 0 for d in D
  param b = 0
  x[0,t,d] = pos[t,d] + emb[d]*sum(s[i] for i in I if rank(i) == t - 1) for t in P, d in D
  y[l,t] = normalised(x[l-1,t]) for l in 1..depth, t in P
  q[l,t,e,k] = sum(Q[l,e,k,d]*y[l,t,d] for d in D) for l in 1..depth, t in P, e in H, k in E
  κ[l,t,e,k] = sum(K[l,e,k,d]*y[l,t,d] for d in D) for l in 1..depth, t in P, e in H, k in E
  v[l,t,e,k] = sum(V[l,e,k,d]*y[l,t,d] for d in D) for l in 1..depth, t in P, e in H, k in E
  α[l,t,e] = softmax(sum(q[l,t,e,k]*κ[l,u,e,k] for k in E)/√size(E) for u in P if u <= t) for l in 1..depth, t in P, e in H
  m[l,t,d] = x[l-1,t,d] + sum(O[l,d,e,k]*α[l,t,e,u]*v[l,u,e,k] for e in H, k in E, u in P) for l in 1..depth, t in P, d in D
  g[l,t] = normalised(m[l,t]) for l in 1..depth, t in P
  f[l,t,j] = softplus(a[l,j] + sum(W₁[l,j,d]*g[l,t,d] for d in D)) for l in 1..depth, t in P, j in F
  x[l,t,d] = m[l,t,d] + sum(W₂[l,d,j]*f[l,t,j] for j in F) for l in 1..depth, t in P, d in D
  s[i] ~ spin(logit = b + sum(U[d]*x[depth,rank(i),d] for d in D)) for i in I
}

## Zero mean and unit variance.
normalised(x) = { m = mean(x); (x - m)/sqrt(mean((x - m)^2) + 1e-6) }
