## Exact and approximate results for the Ising model, E = -J Σ s[i] s[j] over the bonds, with k_B = 1.

## Free energy -T ln Z on a periodic square lattice, a total: Kaufman, Phys. Rev. 76, 1232 (1949).
free_energy(Λ, T, J = 1) = torus_free_energy_(Λ, J, T)

## ln Z on a periodic square lattice.
log_z(Λ, T, J = 1) = torus_log_z_(Λ, J, T)

## Mean energy on a periodic square lattice, a total.
energy(Λ, T, J = 1) = torus_energy_(Λ, J, T)

## Entropy on a periodic square lattice, a total.
entropy(Λ, T, J = 1) = torus_entropy_(Λ, J, T)

## Heat capacity on a periodic square lattice, a total.
heat_capacity(Λ, T, J = 1) = torus_heat_capacity_(Λ, J, T)

## Temperature of the transition of the infinite square lattice, 2J/ln(1 + √2).
critical_temperature(J = 1) = critical_temperature_(J)

## Free energy per site of the infinite square lattice: Onsager, Phys. Rev. 65, 117 (1944).
onsager_free_energy(T, J = 1) = plane_free_energy_(J, T)

## Mean energy per site of the infinite square lattice.
onsager_energy(T, J = 1) = plane_energy_(J, T)

## Entropy per site of the infinite square lattice.
onsager_entropy(T, J = 1) = plane_entropy_(J, T)

## Heat capacity per site of the infinite square lattice; infinite at the transition.
onsager_heat_capacity(T, J = 1) = plane_heat_capacity_(J, T)

## Spontaneous magnetisation of the infinite square lattice, staggered where J is negative: Yang, Phys. Rev. 85, 808 (1952).
onsager_magnetisation(T, J = 1) = plane_magnetisation_(J, T)

## Free energy of E = -Σ J[i,j] s[i] s[j] - Σ h[i] s[i], pairs i < j, in naive mean field, the lowest of several starts: an upper bound.
mean_field(J, h, T) = mean_field_of_(J, h, T)

## Free energy of E = -Σ J[i,j] s[i] s[j] - Σ h[i] s[i], pairs i < j, in the Bethe approximation: exact on trees, no bound elsewhere.
bethe(J, h, T) = bethe_of_(J, h, T)
