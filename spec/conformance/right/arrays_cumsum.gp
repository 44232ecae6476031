print(cumsum(i for i in 1..5))
#> [1, 3, 6, 10, 15]
