## Electrons in a periodic box, after Xie, Zhang and Wang (arXiv:2105.08644, 2201.03156): plane waves, Ewald sums, an
## autoregressive model of which orbitals are filled, and a periodic map of coordinates that commutes with permutations.
## The unit of length is r_s a₀, that of energy Ry/r_s²: the density is one particle per area π (volume 4π/3), the kinetic
## energy is -Δ, and the Coulomb energy is 2 r_s box.ewald(x). Electrons are spin-polarised.

## A square or cubic box of n electrons: side L, `ewald(x)`, `madelung`, `orbitals(E, twist = 0)`.
net box(n, dim = 2)() {
  side[d] = (if d == 2 then √(π*n) else (4*π*n/3)^(1/3)) for d in 2..3
  L = side[dim]
  images = coulomb(1..n, 1..dim, L)
  madelung = images.madelung
  ewald(x) = images.energy(x)
  orbitals(E, twist = 0) = if dim == 2 then planewaves2(L, E, twist) else planewaves3(L, E, twist)
}

## The plane waves of a square of side L whose whole numbers have a² + b² <= E, as an index set, sorted by their energies
## with the twist (the same in every direction, in units of 2π/L), the lowest first. Members: the wave vectors `k[m,d]`,
## the energies `energy[m]` = |k|², and `lowest(i)`, the i-th of the set.
net planewaves2(L, E, twist = 0)() {
  r = floor(√E)
  M = sort(set((a, b) for a in -r..r, b in -r..r if a^2 + b^2 <= E), by = (a, b) -> (a + twist)^2 + (b + twist)^2)
  k[(a,b),d] = 2*π/L*(twist + (if d == 1 then a else b)) for (a,b) in M, d in 1..2
  energy[m] = sum(k[m,d]^2 for d in 1..2) for m in M
  lowest(i) = element(M, i)
  M
}

## The same in a cube, with a² + b² + c² <= E.
net planewaves3(L, E, twist = 0)() {
  r = floor(√E)
  M = sort(set((a, b, c) for a in -r..r, b in -r..r, c in -r..r if a^2 + b^2 + c^2 <= E),
           by = (a, b, c) -> (a + twist)^2 + (b + twist)^2 + (c + twist)^2)
  k[(a,b,c),d] = 2*π/L*(twist + (if d == 1 then a else (if d == 2 then b else c))) for (a,b,c) in M, d in 1..3
  energy[m] = sum(k[m,d]^2 for d in 1..3) for m in M
  lowest(i) = element(M, i)
  M
}

## The Coulomb energy of charges in a square (1/r between charges in a plane) or a cube of side L with all their images,
## by Ewald's sum: `energy(x)` of unit charges in a uniform background of the opposite charge, in units of 1/length, and
## `madelung`, the energy ξ of a charge with its own images in units of 1/(2 L). P are the charges, D the directions (two
## or three). Images out to one cell and waves up to |G| = 5 (of 1/L) hold with κ = 3.2/L ten digits.
net coulomb(P, D, L = 1, κ = 3.2)() {
  d = size(D)
  I = -1..1
  G = -5..5
  plane[k] = k == 2 for k in 2..3
  flat = plane[d]
  R = set((a, b, c) for a in I, b in I, c in (if flat then 0..0 else I))
  W = set((a, b, c) for a in 0..5, b in G, c in (if flat then 0..0 else G) if (a > 0 or b > 0 or (b == 0 and c > 0)) and a^2 + b^2 + c^2 <= 25)
  wave(g2) = if flat then erfc(π*√g2/κ)/√g2 else exp(-π^2*g2/κ^2)/(π*g2)
  g₀ = if flat then -2*√π/κ else -π/κ^2
  weight[(a,b,c)] = 2*wave(a^2 + b^2 + c^2) for (a,b,c) in W
  madelung = sum(weight[g] for g in W) + g₀ - 2*κ/√π + sum(erfc(κ*√(a^2 + b^2 + c^2))/√(a^2 + b^2 + c^2) for (a,b,c) in R if a^2 + b^2 + c^2 > 0)
  component((a, b, c), j) = if rank(j) == 1 then a else (if rank(j) == 2 then b else c)
  near(t) = t - floor(t + 0.5)
  energy(x) = {
    n = size(P)
    s[i,j] = near(x[i,j]/L) for i in P, j in D
    t[i,k,j] = near(s[i,j] - s[k,j]) for i in P, k in P, j in D
    r[i,k,(a,b,c)] = √sum((t[i,k,j] + component((a, b, c), j))^2 for j in D) for i in P, k in P, (a,b,c) in R if i < k
    phase[i,(a,b,c)] = 2*π*sum(component((a, b, c), j)*s[i,j] for j in D) for i in P, (a,b,c) in W
    re[g] = sum(cos(phase[i,g]) for i in P) for g in W
    im[g] = sum(sin(phase[i,g]) for i in P) for g in W
    short = sum(erfc(κ*r[i,k,m])/r[i,k,m] for i in P, k in P, m in R if i < k)
    (short + g₀*n*(n - 1)/2 + sum(weight[g]*(re[g]^2 + im[g]^2 - n) for g in W)/2 + n*madelung/2)/L
  }
}

## A distribution of increasing sequences of n elements of M: which orbitals are filled, at most one electron in each.
## The logits of the i-th electron are free numbers, exact for independent electrons, and a layer of `width` hidden units
## that read the electrons before it, whose outgoing weights start at zero. `start` are logits to begin with, as
## [-β*M.energy[m] for m in M].
model occupations(M, n, width = 16, start = [0 for m in M])(K: M[1..n]) {
  C = 1..width
  N = size(M)
  param u[i,m] = 0 for i in 1..n, m in M
  param A[m,c] = 0 for m in M, c in C
  param B[c,m] ~ normal(0, 1) for c in C, m in M
  param a[c,i] ~ normal(0, 1) for c in C, i in 1..n
  h[i,c] = tanh(a[c,i] + sum(B[c,K[j]] for j in 1..n if j < i)/√n) for i in 1..n, c in C
  K[i] ~ categorical(logits = [start[m] + u[i,m] + sum(A[m,c]*h[i,c] for c in C) for m in M],
                     support = [all(K[j] < m for j in 1..n if j < i) and rank(m) <= N - n + i for m in M]) for i in 1..n
}

## A periodic map of coordinates that commutes with permutations and translations, the identity at the start: layers of
## features of particles and of pairs after FermiNet (arXiv:1909.02487), and a linear layer that starts at zero.
net backflow(P, D, box, depth = 2, width = 16)(x: real[P, D]) {
  H = 1..width
  L = box.L
  d = size(D)
  w = 1/√width
  param E[h,f,j] ~ normal(0, 1/√(2*d + 1)) for h in H, f in 1..2, j in D
  param e[h] ~ normal(0, 1/√(2*d + 1)) for h in H
  param a[l,h] = 0 for l in 1..depth, h in H
  param b[l,h] = 0 for l in 1..depth-1, h in H
  param F[h,f,j] ~ normal(0, 1/√(2*d + 1)) for h in H, f in 1..2, j in D
  param f₀[h] ~ normal(0, 1/√(2*d + 1)) for h in H
  param U[l,h,k] ~ normal(0, w) for l in 2..depth, h in H, k in H
  param V[l,h,k] ~ normal(0, w) for l in 2..depth, h in H, k in H
  param W[l,h,k] ~ normal(0, w) for l in 2..depth, h in H, k in H
  param G[l,h,k] ~ normal(0, w) for l in 2..depth-1, h in H, k in H
  param O[j,h] = 0 for j in D, h in H

  n = size(P)
  c[i,k,j] = cos(2*π*(x[i,j] - x[k,j])/L) for i in P, k in P, j in D
  s[i,k,j] = sin(2*π*(x[i,j] - x[k,j])/L) for i in P, k in P, j in D
  r[i,k] = √sum((1 - c[i,k,j])/2 for j in D) for i in P, k in P if i != k
  mc[i,j] = sum(c[i,k,j] for k in P if k != i)/n for i in P, j in D
  ms[i,j] = sum(s[i,k,j] for k in P if k != i)/n for i in P, j in D
  mr[i] = sum(r[i,k] for k in P if k != i)/n for i in P
  h[1,i,q] = softplus(a[1,q] + e[q]*mr[i] + sum(E[q,1,j]*mc[i,j] + E[q,2,j]*ms[i,j] for j in D)) for i in P, q in H
  g[1,i,k,q] = softplus(b[1,q] + f₀[q]*r[i,k] + sum(F[q,1,j]*c[i,k,j] + F[q,2,j]*s[i,k,j] for j in D)) for i in P, k in P, q in H
  g[l,i,k,q] = g[l-1,i,k,q] + softplus(b[l,q] + sum(G[l,q,p]*g[l-1,i,k,p] for p in H)) for l in 2..depth-1, i in P, k in P, q in H
  mh[l,p] = sum(h[l,i,p] for i in P)/n for l in 1..depth-1, p in H
  mg[l,i,p] = sum(g[l,i,k,p] for k in P if k != i)/n for l in 1..depth-1, i in P, p in H
  h[l,i,q] = h[l-1,i,q] + softplus(a[l,q] + sum(U[l,q,p]*h[l-1,i,p] + V[l,q,p]*mh[l-1,p] + W[l,q,p]*mg[l-1,i,p] for p in H)) for l in 2..depth, i in P, q in H
  [x[i,j] + sum(O[j,q]*h[depth,i,q] for q in H) for i in P, j in D]
}
