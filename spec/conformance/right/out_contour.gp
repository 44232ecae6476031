x = [k/10 for k in -10..10]
y = [k/5 for k in 0..10]
z[a,b] = exp(-x[a]^2 - y[b]) for a in -10..10, b in 0..10
plot(x, y, z, [[0, 1], [0.5, 1.5]], kind = contour, to = "contours.png")
print("drawn")
#> drawn
