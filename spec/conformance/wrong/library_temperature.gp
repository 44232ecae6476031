import ising
F = ising.onsager_free_energy(-1.0)  #! G1101: ising.plane_free_energy_: the temperature must be positive, and is -1
