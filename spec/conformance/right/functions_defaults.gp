f(x, a = 2, b = 1) = a*x + b
print(f(3), f(3, b = 0), f(3, 5))
#> 7 6 16
