## Objects of a library: members, equality, files.
import crystal
s = crystal.parse("225-a-Na-o-o-o-b-Cl-1/2-1/2-1/2-X-5.64-5.64-5.64-90-90-90")
print(s.formula, s.group, s.atoms, s.lengths)
#> NaCl 225 8 [5.64, 5.64, 5.64]
show(s)
#> NaCl, space group Fm-3m (225), 8 atoms in the cell
#> a, b, c = 5.64, 5.64, 5.64 Å; α, β, γ = 90, 90, 90°
#> Na    4a  m-3m      0.000000, 0.000000, 0.000000
#> Cl    4b  m-3m      0.500000, 0.500000, 0.500000
save(s, "NaCl.cif")
c = read("NaCl.cif")
print(c, c.elements[5], c.x[5])
#> NaCl, 8 atoms in a cell Cl [0.5, 0.5, 0.5]
t = crystal.tokenize(c)
assert t == s and crystal.text(t) == crystal.text(s) and t.group == 225
save(c, "POSCAR")
assert crystal.tokenize(read("POSCAR"), tolerance = 0.001) == s
g = s.space_group
print(g, g.point_group, g.operations[2], size(g.positions))
#> Fm-3m (225) m-3m -x, -y, -z 12
print([p.multiplicity for p in g.positions])
#> [4, 4, 8, 24, 24, 32, 48, 48, 48, 96, 96, 192]
print(g.positions[11], g.positions[11].free)
#> 96k ..m (x, x, z) [1, 0, 1]
assert g == crystal.group("F m -3 m")
