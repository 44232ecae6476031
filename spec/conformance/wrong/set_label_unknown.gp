atoms = labels("H", "He", "Li")
Z[a] = rank(a) for a in atoms
x = Z["Be"]  #! G0302: "Be" is not in labels("H", "He", "Li")
