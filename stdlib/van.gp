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
## direct connection of `ar`. The outgoing weights start at zero, so that it starts where `ar` does.
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
  s[i] ~ spin(logit = b[i] + sum(A[i,j]*s[j] for j in I) + sum(U[i,c,k]*h[max(depth-1, 1),c,k] for c in C, k in I)) for i in I
}
