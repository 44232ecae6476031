S = sort(1..5, by = i -> (i - 3)^2 + 0.1*i)
print([i for i in S])
#> [3, 2, 4, 1, 5]
