## Real-valued non-volume-preserving maps (RealNVP): Dinh, Sohl-Dickstein and Bengio, arXiv:1605.08803.

## Two hidden layers; the outgoing weights start at zero, so that a coupling starts as the identity.
net hidden(n, m, width)(x: real[n]) {
  H = 1..width
  w = √(1/size(n))
  v = √(1/width)
  param W₁[h,j] ~ uniform(-w, w) for h in H, j in n
  param b₁[h] ~ uniform(-w, w) for h in H
  param W₂[h,k] ~ uniform(-v, v) for h in H, k in H
  param b₂[h] ~ uniform(-v, v) for h in H
  param W₃[i,h] = 0 for i in m, h in H
  param b₃[i] = 0 for i in m
  h₁[h] = tanh(b₁[h] + sum(W₁[h,j]*x[j] for j in n)) for h in H
  h₂[h] = tanh(b₂[h] + sum(W₂[h,k]*h₁[k] for k in H)) for h in H
  [b₃[i] + sum(W₃[i,h]*h₂[h] for h in H) for i in m]
}

## The elements of B are scaled and shifted by functions of those of A. The logarithm of a scale lies
## between -bound and bound.
flow coupling(A, B, width = 64, bound = 2)(z: real[A union B]) {
  s = hidden(A, B, width)
  t = hidden(A, B, width)
  σ = s(z[A])
  x[A] = z[A]
  x[B] = z[B]*exp(bound*tanh(σ/bound)) + t(z[A])
  x
}

## Couplings one after the other, between the odd and the even elements of I in turn.
flow stack(I, layers = 8, width = 64)(z: real[I]) {
  odd = set(i for i in I if rank(i) mod 2 == 1)
  even = I minus odd
  T = compose(if k mod 2 == 1 then coupling(odd, even, width) else coupling(even, odd, width) for k in 1..layers)
  T(z)
}
