Λ = square(3, 3, open)
print([sum(1 for j in neighbors(Λ, i)) for i in Λ])
#> [2, 3, 2, 3, 4, 3, 2, 3, 2]
