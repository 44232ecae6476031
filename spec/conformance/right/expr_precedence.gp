## -x^2 is -(x^2), powers associate to the right, the others to the left.
x = 3
print(-x^2, 2^3^2, 2^-x, 12/2/3, 2 - 1 - 1, 2*3 mod 4, √x^4)
print(1 + 2 < 4 and not 1 > 2, 0 < 1 < 2, 0 < 3 < 2, 2 in 1..3, 4 not in 1..3)
#> -9 512 0.125 2 0 2 9
#> true true false true true
