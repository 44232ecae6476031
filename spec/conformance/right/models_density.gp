## The density of a model written by its conditionals is normalised.
I = 1..5
model chain_rule(s: spin[I]) {
  param W[i,j] ~ normal(0, 1) for i in I, j in I if j < i
  s[i] ~ spin(logit = sum(W[i,j]*s[j] for j in I)) for i in I
}
assert abs(sum(chain_rule(s) for s in spin[I]) - 1) < 1e-12
print("normalised")
#> normalised
