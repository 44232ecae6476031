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

## log(2 cosh x) of a real number of any size.
log2cosh(x) = x + softplus(-2*x)

## log(2 cosh(x + iy)), even in x + iy, for x of any size.
complex_log2cosh(x, y) = {
  t = abs(x)
  v = if x < 0 then -y else y
  t + im*v + log(1 + exp(-2*t - 2im*v))
}
