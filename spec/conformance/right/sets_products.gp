## The last factor runs fastest; x[(a,b)] is x[a,b].
S = 1..2 times 1..3
x[(a,b)] = 10*a + b for (a,b) in S
print(x, x[2,1], x[(1,3)])
#> [11, 12, 13, 21, 22, 23] 21 13
