import crystal
s = crystal.parse("225-a-Na-o-o-o-b-Cl-1/2-1/2-1/2-X-5.64-5.64-5.64-90-90-90")
f = s.fromula  #! G0202: a crystal has no field fromula
d = crystal.min_distance(s.group)  #! G0401: atoms is a cell of atoms, and this is a number
x = crystal.parse(225)  #! G0402: text is a string, and this is a number
n = crystal.tokenize(s, tolerence = 0.1)  #! G0502: crystal.tokenize has no argument tolerence
y = s < s  #! G0401: a crystal is not compared with a crystal by <
save(s, "s.csv")  #! G0809: a crystal is saved as
save(s.space_group, "s.cif")  #! G0809: a space group is not saved
