plot([1, 4, 9], to = "squares.png")
print("drawn")
#> drawn
