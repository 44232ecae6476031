apply(f, x) = f(x)
print(apply(x -> x^2 + 1, 3), apply((x) -> 2*x, 4))
#> 10 8
