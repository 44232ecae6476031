## Settings of space groups, tokens of crystals, and what is valid.
import crystal
s = crystal.setting("P b n m")
print(s, s.operations[5])
#> Pbnm: axes c, a, b of Pnma (62) x, y, -z+1/2
print(crystal.setting("F d -3 m :1").transformation, crystal.setting("R -3 m :R").group)
#> a, b, c; 7/8, 7/8, 7/8 R-3m (166)
d = crystal.tokens("crystals.jsonl")
print(d, d.group, d.W[2], d.A[2], d.N)
#> 2 crystals of up to 3 sites [225, 221] [1, 2, 4, 0] [22, 38, 8, 0] [8, 5]
c = [crystal.structure(d.group[r], d.W[r], d.A[r], d.X[r], d.L[r]) for r in 1..d.rows]
print([x.formula for x in c], crystal.text(c[2]))
#> [NaCl, SrTiO3] 221-a-Ti-o-o-o-b-Sr-1/2-1/2-1/2-d-O-1/2-o-o-X-3.905-3.905-3.905-90-90-90
print([crystal.neutral(x) for x in c], crystal.neutral("NaCl2"), crystal.valid_composition("NiTi"), crystal.valid_structure(c[1]))
#> [true, true] false true true
print(crystal.symbol(38), crystal.number("Sr"), crystal.electronegativity("Sr"))
#> Sr 38 0.95
f = crystal.symmetry(c[2].cell, tolerance = 0.01)
print(f.group, f.point_group, f.tolerance, f.primitive.atoms, f.moved < 1e-9)
#> Pm-3m (221) m-3m 0.01 5 true
t = crystal.collect(c, sites = 6)
save(t, "again.jsonl")
print(t.sites, crystal.tokens("again.jsonl", sites = 6).A[1])
#> 6 [11, 17, 0, 0, 0, 0]
