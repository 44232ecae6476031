Λ = square(4, 4, periodic)
print(sum(1 for (i,j) in bonds(Λ, order = 2)))
#> 32
