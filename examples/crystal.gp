## Crystals: a file of atoms, the space group that they have, Wyckoff positions, and what else could sit on them.
import crystal
input tolerance = 0.01  "of the symmetry that is looked for, in Å"

# CaTiO₃ as it was measured, in the setting Pbnm, of which the file tells the name.
c = read("perovskite.cif")
print(c, crystal.setting("P b n m"))
assert abs(c.volume - 223.617) < 0.001, "the volume published"

# From the atoms alone: the standard setting is Pnma.
s = crystal.tokenize(c, tolerance)
show(s)
print(crystal.text(s))
letters = [x.letter for x in s.sites]
assert s.group == 62 and letters[1] == "b" and letters[2] == "c" and letters[3] == "c" and letters[4] == "d", "as published"
show(s.space_group)

# The ideal perovskite that it is a distortion of, with the same volume for each formula.
a = (c.volume/4)^(1/3)
ideal(A, B, X) = crystal.parse("221-a-{B}-o-o-o-b-{A}-1/2-1/2-1/2-d-{X}-1/2-o-o-X-{a:.6f}-{a:.6f}-{a:.6f}-90-90-90")
cubic = ideal("Ca", "Ti", "O")
print("{cubic.formula}: {cubic.space_group}, shortest distance {crystal.min_distance(cubic):.4f} Å, measured {crystal.min_distance(s):.4f} Å")
assert abs(crystal.min_distance(cubic) - a/2) < 1e-6
assert crystal.tokenize(cubic.cell) == cubic, "found from its atoms again"

# Which metals could take their places in a fluoride: charges must add up to zero.
metals = ["K", "Cs", "Ba", "Y", "La", "Lu"]
neutral = sum(if A != B and crystal.neutral(ideal(A, B, "F")) then 1 else 0 for A in metals, B in metals)
print("{neutral} of {size(metals)*(size(metals) - 1)} fluorides can be neutral")
assert crystal.neutral("KBaF3") and not crystal.neutral("BaLaF3") and neutral == 16, "counted by hand"

save(s, "perovskite_standard.cif")
save(s, "perovskite.vasp")
assert crystal.tokenize(read("perovskite_standard.cif")) == s and crystal.tokenize(read("perovskite.vasp")) == s
