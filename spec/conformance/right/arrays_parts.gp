## Several equations give the parts of one array.
even = set(i for i in 1..6 if i mod 2 == 0)
odd = 1..6 minus even
x[even] = [i for i in even]
x[odd] = [-i for i in odd]
print(x, x[even])
#> [-1, 2, -3, 4, -5, 6] [2, 4, 6]
