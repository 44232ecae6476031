b = sum(1 for (i,j) in bonds(1..4))  #! G0310: a lattice is needed here, and this is the set 1..4
