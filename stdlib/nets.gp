## Feed-forward networks between arrays: n is the index set of the input, m that of the output.

## An affine map: b + W x, with weights of variance 1/size(n).
net linear(n, m)(x: real[n]) {
  param W[i,j] ~ normal(0, 1/√size(n)) for i in m, j in n
  param b[i] = 0 for i in m
  [b[i] + sum(W[i,j]*x[j] for j in n) for i in m]
}

## One hidden layer of `width` units.
net mlp(n, m, width, act = tanh)(x: real[n]) {
  H = 1..width
  param W₁[h,j] ~ normal(0, 1/√size(n)) for h in H, j in n
  param b₁[h] = 0 for h in H
  param W₂[i,h] ~ normal(0, 1/√width) for i in m, h in H
  param b₂[i] = 0 for i in m
  z[h] = act(b₁[h] + sum(W₁[h,j]*x[j] for j in n)) for h in H
  [b₂[i] + sum(W₂[i,h]*z[h] for h in H) for i in m]
}

## `depth` hidden layers of `width` units, each added to the one before it.
net residual(n, m, width, depth, act = tanh)(x: real[n]) {
  H = 1..width
  D = 1..depth
  param A[h,j] ~ normal(0, 1/√size(n)) for h in H, j in n
  param W[d,h,k] ~ normal(0, 1/√width) for d in D, h in H, k in H
  param c[d,h] = 0 for d in D, h in H
  param B[i,h] ~ normal(0, 1/√width) for i in m, h in H
  param b[i] = 0 for i in m
  z[0,h] = sum(A[h,j]*x[j] for j in n) for h in H
  z[d,h] = z[d-1,h] + act(c[d,h] + sum(W[d,h,k]*z[d-1,k] for k in H)) for d in D, h in H
  [b[i] + sum(B[i,h]*z[depth,h] for h in H) for i in m]
}
