## Wave functions of spins and of electrons (neural quantum states): nets whose value is the amplitude. Those of spins are
## functions of spin[I], I any index set; those of electrons of real[P, D], electrons times directions. In `energy(H, ψ)` and
## `born(ψ)` the states `autoregressive` and `recurrent` are drawn exactly, the others by Markov chains where they are not summed up.
import van

## Restricted Boltzmann machine: exp(Σ a s) Π 2 cosh(b + W s), positive. G. Carleo and M. Troyer, Science 355, 602 (2017).
net rbm(I, hidden = size(I))(s: spin[I]) {
  F = 1..hidden
  w = 0.5/√size(I)
  param a[i] = 0 for i in I
  param b[f] = 0 for f in F
  param W[f,i] ~ normal(0, w) for f in F, i in I
  exp(sum(a[i]*s[i] for i in I) + sum(log2cosh(b[f] + sum(W[f,i]*s[i] for i in I)) for f in F))
}

## The same with complex weights a + ia′, b + ib′, W + iW′: signs and phases are part of the state.
net rbm_complex(I, hidden = size(I))(s: spin[I]) {
  F = 1..hidden
  w = 0.5/√size(I)
  param a[i] = 0 for i in I
  param a′[i] ~ normal(0, w) for i in I
  param b[f] = 0 for f in F
  param b′[f] = 0 for f in F
  param W[f,i] ~ normal(0, w) for f in F, i in I
  param W′[f,i] ~ normal(0, w) for f in F, i in I
  x[f] = b[f] + sum(W[f,i]*s[i] for i in I) for f in F
  y[f] = b′[f] + sum(W′[f,i]*s[i] for i in I) for f in F
  exp(sum((a[i] + im*a′[i])*s[i] for i in I) + sum(complex_log2cosh(x[f], y[f]) for f in F))
}

## Jastrow factor of all pairs: exp(Σ a s + Σ J s s′), positive. The couplings start at zero.
net jastrow(I)(s: spin[I]) {
  param a[i] = 0 for i in I
  param J[i,j] = 0 for i in I, j in I if i < j
  exp(sum(a[i]*s[i] for i in I) + sum(J[i,j]*s[i]*s[j] for i in I, j in I if i < j))
}

## √p exp(iφ): a masked autoencoder p (`van.made`) and a phase with one hidden layer of `width` units.
net autoregressive(I, channels = 4, depth = 2, width = size(I))(s: spin[I]) {
  F = 1..width
  p = van.made(I, channels = channels, depth = depth)
  param a[i] ~ normal(0, 0.5) for i in I
  param U[f] ~ normal(0, 1/√width) for f in F
  param b[f] = 0 for f in F
  param W[f,i] ~ normal(0, 1/√size(I)) for f in F, i in I
  φ = sum(a[i]*s[i] for i in I) + sum(U[f]*tanh(b[f] + sum(W[f,i]*s[i] for i in I)) for f in F)
  √p(s)*exp(im*φ)
}

## √p exp(iφ) of a recurrent network with gates (`van.rnn`): each spin adds a phase between -π and π that is read off the
## state before it. M. Hibat-Allah et al., Phys. Rev. Research 2, 023358 (2020), arXiv:2002.02973.
net recurrent(I, width = 16)(s: spin[I]) {
  p = van.rnn(I, width = width)
  C = 1..width
  param U[k,c] ~ normal(0, 1/√width) for k in spin, c in C
  param u[k] ~ normal(0, 0.5) for k in spin
  h = p.states(s)
  v[i] = u[s[i]] + sum(U[s[i],c]*h[rank(i) - 1,c] for c in C) for i in I
  √p(s)*exp(im*π*sum(v[i]/(1 + abs(v[i])) for i in I))
}

## Jastrow factor of electrons with the cusps of their repulsion coupling/r: exp(Σ u(r)) over pairs, u = c t + Σ a t^l with
## t = r/(1 + b r), l = 2, …, order. The first `up` electrons have one spin, the others the other. In d dimensions c is
## coupling/(d - 1) for unlike spins and coupling/(d + 1) for like ones: 1 and 1/3 in the plane, 1/2 and 1/4 in space (T. Kato, Comm.
## Pure Appl. Math. 10, 151 (1957)), in units in which the kinetic energy is -1/2*Δ. b and a are trained.
net cusps(P, D, up = size(P), order = 3, coupling = 1)(x: real[P, D]) {
  O = 2..order
  like[i,k] = (rank(i) <= up) == (rank(k) <= up) for i in P, k in P
  kind[i,k] = if like[i,k] then 2 else 1 for i in P, k in P
  c[i,k] = coupling/(if like[i,k] then size(D) + 1 else size(D) - 1) for i in P, k in P
  param b[q] = 1 in (0, inf) for q in 1..2
  param a[q,l] = 0 for q in 1..2, l in O
  r[i,k] = norm(x[i] - x[k]) for i in P, k in P if i < k
  t[i,k] = r[i,k]/(1 + b[kind[i,k]]*r[i,k]) for i in P, k in P if i < k
  exp(sum(c[i,k]*t[i,k] + sum(a[kind[i,k],l]*t[i,k]^l for l in O) for i in P, k in P if i < k))
}

## A map of coordinates that commutes with permutations, translations and rotations, the identity at the start:
## x + Σ η(|x - x′|)(x - x′), η a network with one hidden layer of `width` units. Orbitals at the mapped coordinates are those of
## backflow (R. Feynman and M. Cohen, Phys. Rev. 102, 1189 (1956)); those of electrons in a periodic box are in `sqrtflow`.
net backflow(P, D, width = 8)(x: real[P, D]) {
  H = 1..width
  param w[h] ~ normal(0, 1) for h in H
  param b[h] ~ normal(0, 1) for h in H
  param O[h] = 0 for h in H
  r[i,k] = norm(x[i] - x[k]) for i in P, k in P if i != k
  η[i,k] = sum(O[h]*tanh(b[h] + w[h]*r[i,k]) for h in H) for i in P, k in P if i != k
  [x[i,j] + sum(η[i,k]*(x[i,j] - x[k,j]) for k in P if i != k) for i in P, j in D]
}

## log(2 cosh x) of a real number of any size.
log2cosh(x) = x + softplus(-2*x)

## log(2 cosh(x + iy)), even in x + iy, for x of any size.
complex_log2cosh(x, y) = {
  t = abs(x)
  v = if x < 0 then -y else y
  t + im*v + log(1 + exp(-2*t - 2im*v))
}
