sign(x) = if x > 0 then 1 else if x < 0 then -1 else 0
print(sign(-2.5), sign(0), sign(7))
#> -1 0 1
