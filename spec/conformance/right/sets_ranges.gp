print(size(1..5), size(1..<5), size(0..<4), size(3..2))
print(sum(i for i in 3..5), [i^2 for i in 0..3])
#> 5 4 4 0
#> 12 [0, 1, 4, 9]
