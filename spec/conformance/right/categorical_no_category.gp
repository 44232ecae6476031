## Where the support leaves nothing, a density is zero; increasing sequences are enumerated with the others.
model increasing(n)(K: (1..4)[1..n]) {
  K[i] ~ categorical(logits = [0 for m in 1..4], support = [all(K[j] < m for j in 1..n if j < i) and m <= 4 - n + i for m in 1..4]) for i in 1..n
}
p = increasing(2)
total = sum(p([a, b]) for a in 1..4, b in 1..4)
assert abs(total - 1) < 1e-12 and p([4, 2]) == 0
assert abs(mean(K[1] for K ~ p).mean - (1*(1/3) + 2*(1/3) + 3*(1/3))) < 1e-12
print("{p([4, 2])} {total:.3f}")
#> 0 1.000
