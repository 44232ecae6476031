## Expressions in strings, with formats; doubled braces are braces.
x = 2/3
n = 12
print("x = {x:.3f} = {x:.2e}, {n:d}, {{x}}, {if x > 0.5 then "large" else "small"}, \"quoted\"")
#> x = 0.667 = 6.67e-1, 12, {x}, large, "quoted"
