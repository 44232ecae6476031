name = "Ising"
print("{name:.3f}")  #! G0802: the format of a string is its width, and this is .3f
