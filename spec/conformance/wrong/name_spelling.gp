lattice = chain(8, periodic)
n = size(latice)  #! G0201: latice is not defined
