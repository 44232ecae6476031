## Crystals as sentences: space group, then for each site a Wyckoff letter, an element and the coordinates that are free, then the free
## numbers of the lattice. After Cao, Luo, Lv and Wang (CrystalFormer, arXiv:2403.15734), with what the space group allows as supports.

## Space groups by number.
groups = 1..230

## Wyckoff letters, a = 1 … z = 26, A = 27; 0 where there is no site.
letters = 0..27

## Elements by atomic number; 0 where there is no site.
elements = 0..118

## Tables over groups and letters, as they are read.
lastTable = last_()

## Points over groups and letters, as they are read.
pointsTable = points_()

## Free coordinates over groups and letters, as they are read.
freeTable = free_()

## The number of Wyckoff letters of space group g.
last[g] = lastTable[g] for g in groups

## Points of letter w of space group g in the conventional cell.
points[g,w] = (if w > 0 then pointsTable[g,w] else 0) for g in groups, w in letters

## Whether coordinate k of letter w of space group g may be chosen; of x, x, z the first and the third.
free[g,w,k] = (if w > 0 then freeTable[g,w,k] > 0 else false) for g in groups, w in letters, k in 1..3

## Whether points of letter w of space group g may be filled again: they have a coordinate that may be chosen.
again[g,w] = any(free[g,w,k] for k in 1..3) for g in groups, w in letters

## Which of a, b, c, α, β, γ the crystal system of space group g leaves free.
flexible[g,j] = g <= 2 or j == 1 or j == 3 and g <= 194 or j == 2 and g <= 74 or j == 5 and g <= 15 for g in groups, j in 1..6

## Whether letter k may follow at place i of n: letters ascend, points without freedom are filled once, and after the last site
## there is none.
may(W, i, n, g, k) = if k == 0 then i > 1 else i < n and k <= last[g] and (if i > 1 then W[i-1] > 0 and (k > W[i-1] or k == W[i-1] and again[g,k]) else true)

## Crystals read by crystal.tokens as data of the models below, (W, A, X, L, group): coordinates as angles 2π(x - 1/2), and 0 for
## what is not free.
data(t) = {
  X[r,i,k] = (if t.W[r,i] > 0 and free[t.group[r],t.W[r,i],k] then 2*π*(t.X[r,i,k] - 1/2) else 0) for r in 1..t.rows, i in 1..t.sites, k in 1..3
  L[r,j] = (if flexible[t.group[r],j] then t.L[r,j] else 0) for r in 1..t.rows, j in 1..6
  (t.W, t.A, X, L, t.group)
}

## A distribution of crystals of a space group g, at most n - 1 sites: letters W, elements A, coordinates X as angles 2π(x - 1/2), and the
## lattice L, 0 for what is not free. Five tokens a site go through a causal transformer (layers, heads and feed-forward units as in
## van.transformer, with `waves` harmonics of a coordinate as its features), each telling of the next; coordinates are mixtures of
## von Mises distributions, the numbers of the lattice mixtures of normal ones that are read from the first place without a site, each
## linear in those before it; their deviations are at least `least`, since numbers that are equal in all data would have an infinite density. `only` are elements that may occur; parameters do not depend on it.
model former(n, width = 32, heads = 4, depth = 2, mix = 16, bells = 4, waves = 5, least = 0.01, positions = letters, species = elements, only = species)(W: positions[1..n], A: species[1..n], X: real[1..n, 1..3], L: real[1..6] | g: groups) {
  S = 1..n
  T = S times 1..5
  D = 1..width
  H = 1..heads
  E = 1..floor(width/heads)
  F = 1..4*width
  M = 1..mix
  B = 1..bells
  w = 1/√width
  param G[h,d] ~ normal(0, 0.3) for h in groups, d in D
  param G₁[h,k] = 0 for h in groups, k in positions
  param place[i,r,d] ~ normal(0, 0.1) for i in S, r in 1..5, d in D
  param letter[k,d] ~ normal(0, 0.3) for k in positions, d in D
  param size₀[d] ~ normal(0, 0.1) for d in D
  param element₀[k,d] ~ normal(0, 0.3) for k in species, d in D
  param wave[c,m,s,d] ~ normal(0, 0.3) for c in 1..3, m in 1..waves, s in 1..2, d in D
  param Q[l,e,k,d] ~ uniform(-w, w) for l in 1..depth, e in H, k in E, d in D
  param K[l,e,k,d] ~ uniform(-w, w) for l in 1..depth, e in H, k in E, d in D
  param V[l,e,k,d] ~ uniform(-w, w) for l in 1..depth, e in H, k in E, d in D
  param O[l,d,e,k] ~ uniform(-w, w) for l in 1..depth, d in D, e in H, k in E
  param W₁[l,f,d] ~ uniform(-w, w) for l in 1..depth, f in F, d in D
  param b₁[l,f] = 0 for l in 1..depth, f in F
  param W₂[l,d,f] ~ uniform(-w/2, w/2) for l in 1..depth, d in D, f in F
  param UW[k,d] = 0 for k in positions, d in D
  param UA[k,d] = 0 for k in species, d in D
  param bA[k] = 0 for k in species
  param UX[c,m,s,d] = 0 for c in 1..3, m in M, s in 1..3, d in D
  param bX[c,m,s] ~ normal(0, 1) for c in 1..3, m in M, s in 1..3
  param UL[j,m,s,d] = 0 for j in 1..6, m in B, s in 1..3, d in D
  param CL[j,m,k] = 0 for j in 1..6, m in B, k in 1..6 if k < j
  param bL[j,m,s] ~ normal(0, 0.3) for j in 1..6, m in B, s in 1..3

  token[i,1,d] = letter[W[i],d] + size₀[d]*log(1 + points[g,W[i]]) for i in S, d in D
  token[i,2,d] = element₀[A[i],d] for i in S, d in D
  token[i,r,d] = sum(wave[r-2,m,1,d]*sin(m*X[i,r-2]) + wave[r-2,m,2,d]*cos(m*X[i,r-2]) for m in 1..waves) for i in S, r in 3..5, d in D
  x[0,(i,r),d] = token[i,r,d] + G[g,d] + place[i,r,d] for (i,r) in T, d in D
  y[l,t] = normalised(x[l-1,t]) for l in 1..depth, t in T
  q[l,t,e,k] = sum(Q[l,e,k,d]*y[l,t,d] for d in D) for l in 1..depth, t in T, e in H, k in E
  κ[l,t,e,k] = sum(K[l,e,k,d]*y[l,t,d] for d in D) for l in 1..depth, t in T, e in H, k in E
  v[l,t,e,k] = sum(V[l,e,k,d]*y[l,t,d] for d in D) for l in 1..depth, t in T, e in H, k in E
  α[l,t,e] = softmax(sum(q[l,t,e,k]*κ[l,u,e,k] for k in E)/√size(E) for u in T if u <= t) for l in 1..depth, t in T, e in H
  m[l,t,d] = x[l-1,t,d] + sum(O[l,d,e,k]*α[l,t,e,u]*v[l,u,e,k] for e in H, k in E, u in T) for l in 1..depth, t in T, d in D
  z[l,t] = normalised(m[l,t]) for l in 1..depth, t in T
  f[l,t,j] = softplus(b₁[l,j] + sum(W₁[l,j,d]*z[l,t,d] for d in D)) for l in 1..depth, t in T, j in F
  x[l,t,d] = m[l,t,d] + sum(W₂[l,d,j]*f[l,t,j] for j in F) for l in 1..depth, t in T, d in D
  centre[t] = mean(x[depth,t,d] for d in D) for t in T
  spread[t] = √(mean((x[depth,t,d] - centre[t])^2 for d in D) + 1e-6) for t in T
  h[t,d] = (x[depth,t,d] - centre[t])/spread[t] for t in T, d in D

  nextW[i,k] = G₁[g,k] + (if i > 1 then sum(UW[k,d]*h[i-1,5,d] for d in D) else 0) for i in S, k in positions
  W[i] ~ categorical(logits = [nextW[i,k] for k in positions], support = [may(W, i, n, g, k) for k in positions]) for i in S
  A[i] ~ categorical(logits = [bA[k] + sum(UA[k,d]*h[i,1,d] for d in D) for k in species], support = [if k > 0 then W[i] > 0 and k in only else W[i] == 0 for k in species]) for i in S
  nextX[i,c,m,s] = bX[c,m,s] + sum(UX[c,m,s,d]*h[i,c+1,d] for d in D) for i in S, c in 1..3, m in M, s in 1..3
  X[i,c] ~ if free[g,W[i],c] then mixture(softmax(nextX[i,c,m,1] for m in M), [vonmises(π*nextX[i,c,m,2], exp(nextX[i,c,m,3])) for m in M]) else delta(0) for i in S, c in 1..3
  end[d] = sum(h[i,1,d] for i in S if W[i] == 0 and (if i > 1 then W[i-1] > 0 else true)) for d in D
  nextL[j,m,s] = bL[j,m,s] + sum(UL[j,m,s,d]*end[d] for d in D) for j in 1..6, m in B, s in 1..3
  middle[j,m] = (if j <= 3 then 2.5 else π/2) + nextL[j,m,2] + sum(CL[j,m,k]*(L[k] - 2.5) for k in 1..6 if k < j) for j in 1..6, m in B
  L[j] ~ if flexible[g,j] then mixture(softmax(nextL[j,m,1] for m in B), [normal(middle[j,m], least + softplus(nextL[j,m,3] - 2)) for m in B]) else delta(0) for j in 1..6
}

## The same without a memory: how often letters, elements, coordinates and lattices occur in a space group, whatever was drawn before.
## At the start, the letters and elements that are allowed and all coordinates are equally likely.
model unigram(n, mix = 16, positions = letters, species = elements)(W: positions[1..n], A: species[1..n], X: real[1..n, 1..3], L: real[1..6] | g: groups) {
  S = 1..n
  M = 1..mix
  param w[h,k] = 0 for h in groups, k in positions
  param a[h,k] = 0 for h in groups, k in species
  param x[h,c,m] = 0 for h in groups, c in 1..3, m in M
  param κ = 0 in (-0.5, 5)
  param l[h,j] = 0 for h in groups, j in 1..6
  param s[h,j] = 0 for h in groups, j in 1..6
  W[i] ~ categorical(logits = [w[g,k] for k in positions], support = [may(W, i, n, g, k) for k in positions]) for i in S
  A[i] ~ categorical(logits = [a[g,k] for k in species], support = [(k > 0) == (W[i] > 0) for k in species]) for i in S
  X[i,c] ~ if free[g,W[i],c] then mixture(softmax(x[g,c,m] for m in M), [vonmises(2*π*m/mix, exp(κ)) for m in M]) else delta(0) for i in S, c in 1..3
  L[j] ~ if flexible[g,j] then normal((if j <= 3 then 2.5 else π/2) + l[g,j], exp(s[g,j])/2) else delta(0) for j in 1..6
}

## Zero mean and unit variance.
normalised(x) = { m = mean(x); (x - m)/sqrt(mean((x - m)^2) + 1e-6) }
