## Where the support leaves nothing, a density is zero; increasing sequences are enumerated with the others, and have gradients.
model increasing(n)(K: (1..4)[1..n]) {
  param u[m] = 0.1*m^2 for m in 1..4
  K[i] ~ categorical(logits = [u[m] for m in 1..4], support = [all(K[j] < m for j in 1..n if j < i) and m <= 4 - n + i for m in 1..4]) for i in 1..n
}
p = increasing(2)
total = sum(p([a, b]) for a in 1..4, b in 1..4)
print("{p([4, 2])} {total:.3f}")
#> 0 1.000

# The same, pair by pair.
w(u, a, b) = exp(u[a])/sum(exp(u[c]) for c in 1..3)*exp(u[b])/sum(exp(u[c]) for c in 1..4 if c > a)
by_hand(u: real[1..4]) = sum(w(u, a, b)*(log(w(u, a, b)) + a*b) for a in 1..3, b in 2..4 if a < b)
F() = mean(log(p(K)) + K[1]*K[2] for K ~ p)
g = gradient F() over p
assert abs(F().mean - by_hand(p.u)) < 1e-12
assert max(abs(g.u.mean - grad(by_hand)(p.u))) < 1e-12
