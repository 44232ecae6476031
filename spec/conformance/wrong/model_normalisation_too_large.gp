I = 1..30
net h(s: spin[I]) { param a = 1; a*sum(s[i] for i in I) }
model p(s: spin[I]) ∝ exp(h(s))
model q(s: spin[I]) { s[i] ~ spin(logit = 1) for i in I }
minimize kl(q, p) using adam(0.1) with steps = 2, batch = 10  #! G0616: the density of the model p has parameters inside its normalisation, which is too large a sum to train
