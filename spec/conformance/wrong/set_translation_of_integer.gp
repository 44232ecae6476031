y = sum((i + (1, 0)).x for i in 1..3)  #! G0307: only the sites of a lattice can be translated, and this is an element of 1..3
