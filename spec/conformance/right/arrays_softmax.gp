## Zero where the guard is false, all zero where nothing passes.
w[i] = softmax(0 for j in 1..4 if j < i) for i in 1..4
print(w[1], w[3])
#> [0, 0, 0, 0] [0.5, 0.5, 0, 0]
