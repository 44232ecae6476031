name = "Ising"
print("{name:.3f}")  #! G0802: string
