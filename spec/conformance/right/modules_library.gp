import ising
from ising import critical_temperature
Λ = square(4, 4, periodic)
print("{critical_temperature():.6f} {ising.free_energy(Λ, 2.0):.6f}")
E(s) = -sum(s[i]*s[j] for (i,j) in bonds(Λ))
print("{-2.0*logsumexp(-E(s)/2.0 for s in spin[Λ]):.6f}")
#> 2.269185 -34.210734
#> -34.210734
