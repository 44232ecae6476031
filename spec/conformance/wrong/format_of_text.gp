name = "Ising"
print("{name:.3f}")  #! G0802: a format applies to a number, and this is a string
