plot([1, 4, 9], to = "squares.png")
x = sample([normal(0, 1) for i in 1..6, d in 1..2], 50)
plot(x, kind = scatter, to = "positions.png")        # the last index has two values: 300 points of the plane
print("drawn")
#> drawn
