## Where the guard is false a parameter is zero for ever.
net tri(n)(x: real[n]) {
  param W[i,j] = 1 for i in n, j in n if j < i
  [sum(W[i,j]*x[j] for j in n) for i in n]
}
f = tri(1..3)
print(f([1, 2, 4]), f.W)
#> [0, 1, 3] [[0, 0, 0], [1, 0, 0], [1, 1, 0]]
