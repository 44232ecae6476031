## The minimum of a function of parameters.
net f() { param x = 3; param y = -2; (x - 1)^2 + 2*(y - 0.5)^2 }
fit = minimize f() using adam(0.05) with steps = 1500
print("{f.x:.3f} {f.y:.3f} {fit.steps}")
#> 1.000 0.500 1500
