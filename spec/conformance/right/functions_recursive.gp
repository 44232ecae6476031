fact(n) = if n == 0 then 1 else n*fact(n - 1)
print(fact(10))
#> 3628800
