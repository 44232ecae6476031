## Real-valued non-volume-preserving maps (RealNVP) over any index set: Dinh, Sohl-Dickstein and Bengio, arXiv:1605.08803.

## Two hidden layers, and two arrays of outputs. The outgoing weights start at zero, so that a coupling starts as the identity.
net hidden(n, m, width)(x: real[n]) {
  H = 1..width
  w = √(1/size(n))
  v = √(1/width)
  param W₁[h,j] ~ uniform(-w, w) for h in H, j in n
  param b₁[h] ~ uniform(-w, w) for h in H
  param W₂[h,k] ~ uniform(-v, v) for h in H, k in H
  param b₂[h] ~ uniform(-v, v) for h in H
  param S[i,h] = 0 for i in m, h in H
  param s[i] = 0 for i in m
  param T[i,h] = 0 for i in m, h in H
  param t[i] = 0 for i in m
  h₁[h] = tanh(b₁[h] + sum(W₁[h,j]*x[j] for j in n)) for h in H
  h₂[h] = tanh(b₂[h] + sum(W₂[h,k]*h₁[k] for k in H)) for h in H
  ([s[i] + sum(S[i,h]*h₂[h] for h in H) for i in m], [t[i] + sum(T[i,h]*h₂[h] for h in H) for i in m])
}

## The elements of B are scaled and shifted by functions of those of A, which share their hidden layers. The logarithm of a
## scale lies between -bound and bound.
flow coupling(A, B, width = 64, bound = 2)(z: real[A union B]) {
  f = hidden(A, B, width)
  (s, t) = f(z[A])
  x[A] = z[A]
  x[B] = z[B]*exp(bound*tanh(s/bound)) + t
  x
}

## Every second element: the odd places of I for odd k, the even ones for even k. On a square lattice with an odd number of
## columns this is a checkerboard; see `checkerboard` for the others.
parity(I, k) = set(i for i in I if (rank(i) + k) mod 2 == 0)

## The first half of I for odd k, the second for even k.
halves(I, k) = set(i for i in I if (2*rank(i) <= size(I)) == (k mod 2 == 1))

## A random half of I, another one for each odd k; for even k what the one before left out.
random(I, k) = {
  draw = ceil(k/2)
  order = sort(I, by = i -> chance(rank(i), draw))
  S = set(i for i in order if 2*rank(i) <= size(I))
  T = set(i for i in I if (i in S) == (k mod 2 == 1))
  T
}

## Sites of a square lattice of one colour of a checkerboard, of the other for the next k.
checkerboard(Λ, k) = set(i for i in Λ if (i.x + i.y + k) mod 2 == 0)

## Whole numbers that look random, for a = 1, 2, … in draw b: cubes permute the residues of the prime 65537.
chance(a, b) = { cube(x) = x^3 mod 65537; cube(cube(cube(17*a) + 101*b) + a) }

## Couplings one after the other: coupling k moves what is not in mask(I, k), by functions of what is.
flow stack(I, layers = 8, width = 64, mask = parity, bound = 2)(z: real[I]) {
  T = compose(coupling(mask(I, k), I minus mask(I, k), width, bound) for k in 1..layers)
  T(z)
}
