## Invertible maps beside the couplings of `realnvp`. Each is written forwards; inverse and log-determinant are derived.
## All start as the identity, or close to it.

## Masked autoregressive flow (arXiv:1705.07057): each element is scaled and shifted by functions of those before it in x.
## The density of a point costs one evaluation; drawing goes element after element.
flow maf(I, width = 4, bound = 2)(z: real[I]) {
  C = 1..width
  w = √(1/size(I))
  param W[c,k,j] ~ uniform(-w, w) for c in C, k in I, j in I if j < k
  param a[c,k] ~ uniform(-w, w) for c in C, k in I
  param S[i,c,k] = 0 for i in I, c in C, k in I if k <= i
  param T[i,c,k] = 0 for i in I, c in C, k in I if k <= i
  param s₀[i] = 0 for i in I
  param t₀[i] = 0 for i in I
  h[c,k] = tanh(a[c,k] + sum(W[c,k,j]*x[j] for j in I)) for c in C, k in I
  s[i] = s₀[i] + sum(S[i,c,k]*h[c,k] for c in C, k in I) for i in I
  t[i] = t₀[i] + sum(T[i,c,k]*h[c,k] for c in C, k in I) for i in I
  x[i] = z[i]*exp(bound*tanh(s[i]/bound)) + t[i] for i in I
  x
}

## Inverse autoregressive flow (arXiv:1606.04934): functions of the elements before it in z. Drawing costs one evaluation;
## the density of a point of another origin goes element after element.
flow iaf(I, width = 4, bound = 2)(z: real[I]) {
  C = 1..width
  w = √(1/size(I))
  param W[c,k,j] ~ uniform(-w, w) for c in C, k in I, j in I if j < k
  param a[c,k] ~ uniform(-w, w) for c in C, k in I
  param S[i,c,k] = 0 for i in I, c in C, k in I if k <= i
  param T[i,c,k] = 0 for i in I, c in C, k in I if k <= i
  param s₀[i] = 0 for i in I
  param t₀[i] = 0 for i in I
  h[c,k] = tanh(a[c,k] + sum(W[c,k,j]*z[j] for j in I)) for c in C, k in I
  s[i] = s₀[i] + sum(S[i,c,k]*h[c,k] for c in C, k in I) for i in I
  t[i] = t₀[i] + sum(T[i,c,k]*h[c,k] for c in C, k in I) for i in I
  x[i] = z[i]*exp(bound*tanh(s[i]/bound)) + t[i] for i in I
  x
}

## The elements in the opposite order, to stand between autoregressive flows.
flow reverse(I)(z: real[I]) {
  x[i] = sum(z[j] for j in I if rank(j) == size(I) + 1 - rank(i)) for i in I
  x
}

## Activation normalisation of Glow (arXiv:1807.03039): each element has a scale and a shift of its own.
flow actnorm(I)(z: real[I]) {
  param s[i] = 0 for i in I
  param t[i] = 0 for i in I
  [exp(s[i])*z[i] + t[i] for i in I]
}

## The matrix of Glow (arXiv:1807.03039). Its determinant and inverse cost size(I)³, once for all samples.
flow matrix(I)(z: real[I]) {
  param M[i,j] ~ normal(if i == j then 1 else 0, 0.1/√size(I)) for i in I, j in I
  M @ z
}

## A matrix in triangular factors, L·U with the diagonal exp(s) in U: the log-determinant is Σ s, and no inverse is singular.
flow lu(I)(z: real[I]) {
  param U[i,j] ~ normal(0, 0.1/√size(I)) for i in I, j in I if i < j
  param L[i,j] ~ normal(0, 0.1/√size(I)) for i in I, j in I if j < i
  param s[i] = 0 for i in I
  y[i] = exp(s[i])*z[i] + sum(U[i,j]*z[j] for j in I) for i in I
  x[i] = y[i] + sum(L[i,j]*y[j] for j in I) for i in I
  x
}

## A step of the leapfrog in the potential V: positions q and momenta p, of unit mass. It is symplectic and keeps volumes.
flow leapfrog(I, V, dt)(q: real[I], p: real[I]) {
  p₁ = p - dt/2*grad(V)(q)
  q₁ = q + dt*p₁
  (q₁, p₁ - dt/2*grad(V)(q₁))
}

## Coupling with sinh–arcsinh (Jones and Pewsey, Biometrika 96, 761, 2009): functions of A tilt the elements of B and widen their tails,
## x = sinh(e^s·asinh(z) + t). The logarithm of the weight of the tails lies between -bound and bound.
flow sinh_arcsinh(A, B, s, t, bound = 1)(z: real[A union B]) {
  x[A] = z[A]
  x[B] = sinh(exp(bound*tanh(s(z[A])/bound))*asinh(z[B]) + t(z[A]))
  x
}

## Coupling with a sum of steps (after the sigmoidal flows of arXiv:1804.00779): functions of A place n smooth steps on the way
## of each element of B, x = e^s·(z + Σ_k e^w[k]·tanh(e^a[k]·z + b[k])) + t. It separates modes; its inverse is found by bracketed Newton.
flow steps(A, B, n = 4, width = 64, bound = 2)(z: real[A union B]) {
  H = 1..width
  K = 1..n
  u = 1/√size(A)
  param W[h,j] ~ uniform(-u, u) for h in H, j in A
  param c[h] ~ uniform(-u, u) for h in H
  param S[i,h] = 0 for i in B, h in H
  param T[i,h] = 0 for i in B, h in H
  param w[k,i,h] = 0 for k in K, i in B, h in H
  param a[k,i,h] = 0 for k in K, i in B, h in H
  param b[k,i,h] = 0 for k in K, i in B, h in H
  param b₀[k,i] = 4*(k - (n + 1)/2)/n for k in K, i in B
  g[h] = tanh(c[h] + sum(W[h,j]*z[j] for j in A)) for h in H
  f(v) = bound*tanh(v/bound)
  s[i] = f(sum(S[i,h]*g[h] for h in H)) for i in B
  p[k,i] = exp(f(sum(w[k,i,h]*g[h] for h in H)) - 2) for k in K, i in B
  q[k,i] = exp(f(sum(a[k,i,h]*g[h] for h in H))) for k in K, i in B
  r[k,i] = b₀[k,i] + sum(b[k,i,h]*g[h] for h in H) for k in K, i in B
  x[A] = z[A]
  x[i] = exp(s[i])*(z[i] + sum(p[k,i]*tanh(q[k,i]*z[i] + r[k,i]) for k in K)) + sum(T[i,h]*g[h] for h in H) for i in B
  x
}
