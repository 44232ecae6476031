import ising
F = ising.free_energy(chain(4, periodic), 2.0)  #! G1101: ising.torus_free_energy_: only the periodic square lattice is solved exactly, and this is chain(4, periodic)
