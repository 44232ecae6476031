N = 4
I = 1..N
model ring(s: spin[I]) {
  param W[i,j] ~ normal(0, 0.1) for i in I, j in I if i != j
  s[i] ~ spin(logit = sum(W[i,j]*s[j] for j in I)) for i in I  #! G0510: s[1] would need s[2], which is drawn later
}
x = sample(ring, 2)
