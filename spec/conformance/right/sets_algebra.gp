A = set(i for i in 1..10 if i mod 2 == 0)
B = set(i for i in 1..10 if i mod 3 == 0)
print(size(A), size(A union B), size(A minus B), [i for i in A minus B])
print([rank(i) for i in A])
#> 5 7 4 [2, 4, 8, 10]
#> [1, 2, 3, 4, 5]
