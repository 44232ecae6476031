import crystal
a = crystal.structure(225, [1, 0], [11, 0], zeros(1..3, 1..3), [5, 5, 5, 1.5, 1.5, 1.5])  #! G1101: crystal.structure: 2 letters, 2 elements and 3 coordinates, which should be as many
b = crystal.neutral("NaXx")  #! G1101: crystal.neutral: "Xx" is no element in "NaXx"
c = crystal.valid_structure("NaCl")  #! G0401: atoms is a cell of atoms, and this is a string
