## Δ r² is twice the dimension.
r2(x: real[1..5]) = sum(x[i]^2 for i in 1..5)
print(laplacian(r2)([1, 2, 3, 4, 5]))
#> 10
