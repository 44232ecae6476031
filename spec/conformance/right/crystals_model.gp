## One definition of crystals gives their likelihood and draws; what the space group forbids has probability 0.
import crystal
n = 3
K = 0..3
E = 0..2
p = crystal.former(n, width = 8, heads = 2, depth = 1, mix = 2, bells = 2, waves = 2, positions = K, species = E)
x = [0 for i in 1..n, k in 1..3]
l = [2.4, 0, 0, 0, 0, 0]
t(w, a) = terms(p(w, a, x, l | 221))
print("{sum(exp(t(w, a).W + t(w, a).A) for w in K[1..n], a in E[1..n]):.9f}")
#> 1.000000000
print(p([1, 1, 0], [1, 2, 0], x, l | 221), p([2, 1, 0], [1, 2, 0], x, l | 221))
#> 0 0
(w, a, z, c) = sample(p(_ | 221), 20)
s = crystal.structures([221 for r in 1..20], w, a, z/(2*π) + 1/2, c)
print(count(b.group == 221 for b in s))
#> 20
