net f() { param x = 3; x^2 }
minimize f() using adam(cosine(0.1, 0.001)) with steps = 300
print("{abs(f.x) < 0.01}")
#> true
