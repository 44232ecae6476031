import ising
net m() { param T = 2; T }
fit = minimize (ising.onsager_energy(m()) + 1)^2 using adam(1e-2) with steps = 2  #! G0411
