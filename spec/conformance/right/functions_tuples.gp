polar(x, y) = (sqrt(x^2 + y^2), atan2(y, x))
r, φ = polar(0, 2)
(r₂, _) = polar(3, 4)
print(r, φ, r₂)
#> 2 1.570796 5
