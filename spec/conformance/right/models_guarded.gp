# What a guard excludes is not checked: the first state has an equation of its own, and 1/t is read for t > 0 alone.
n = 1..4
K = 1..2
A = [[0.9, 0.1], [0.3, 0.7]]
B = [[0.8, 0.2], [0.4, 0.6]]
model chain(x: K[n]) {
  z[1] ~ categorical(p = [0.5, 0.5])
  z[t] ~ categorical(p = A[z[t-1]]) for t in n if t > 1
  x[t] ~ categorical(p = B[z[t]]) for t in n
}
print("{sum(chain(x) for x in K[n]):.9f}")
#> 1.000000000
x = sample(chain, 20000)
f(k) = if k == 1 then 1 else 0
assert all(abs(mean(f(y[t]) for y in x) - sum(chain(y)*f(y[t]) for y in K[n])) < 0.02 for t in n)
model walk(x: real[0..3]) { x[0] ~ normal(0, 1); x[t] ~ normal(x[t-1], 1/t) for t in 0..3 if t > 0 }
print("{log(walk([0.1*(i + 1) for i in 0..3])):.9f}")
#> -1.958994664
