c = fermions(1..2)
g = ground(c[1]†*c[2])  #! G1005: the energy of an operator that is not its own adjoint
