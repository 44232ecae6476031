## Arrays with the same rows are gone through together, in sums, in batches and in a likelihood.
T = [2, 0, 4, 6]
X = [[1, 0], [0, 1], [2, 1], [2, 1]]
k = [1, 2, 1, 2]
print(sum(t*x[1] for (t, x) in (T, X)), mean(t for (t, c) in (T, k) if c == 2))
#> 22 3
net f(x: real[1..2], c: 1..2) { param a[c] = 0 for c in 1..2; a[c]*x[1] }
fit = minimize mean((f(x, c) - t)^2 for (x, t, c) in (X, T, k)) using sgd(0.05) with batch = 2, epochs = 400
print("{f.a[1]:.6f} {f.a[2]:.6f}")
#> 2.000000 3.000000
model q(t: real | c: 1..2) { param m[c] = 0 for c in 1..2; t ~ normal(m[c], 1) }
best = minimize kl((T, k), q) using adam(0.1) with batch = 4, steps = 600
print("{q.m[1]:.6f} {q.m[2]:.6f}")
#> 3.000000 3.000000
