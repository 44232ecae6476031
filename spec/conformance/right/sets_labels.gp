atoms = labels("H", "He", "Li")
Z[a] = rank(a) for a in atoms
print(Z["He"], sum(Z), size(atoms))
#> 2 6 3
