## Hubbard model: electrons that hop and repel each other on a site. Two electrons on two sites are solved by hand; on a
## ring of four sites the particle numbers are conserved, and the repulsion freezes the charges as U grows.

input U = 4.0             "repulsion, in units of the hopping"

σ = labels("up", "dn")
I = 1..4
c = fermions(I times σ)
n(i, a) = c[i,a]†*c[i,a]
hop(i, j) = -sum(c[i,a]†*c[j,a] + hc for a in σ)

dimer = hop(1, 2) + U*sum(n(i, "up")*n(i, "dn") for i in 1..2)
ring = hop(1, 2) + hop(2, 3) + hop(3, 4) + hop(4, 1) + U*sum(n(i, "up")*n(i, "dn") for i in I)
N(a) = sum(n(i, a) for i in I)
show(ring)
assert ring == ring† and commutator(ring, N("up")) == 0 and commutator(ring, N("dn")) == 0

alone = n(3, "up") + n(3, "dn") + n(4, "up") + n(4, "dn")      # nobody on the sites beside the dimer
two = ground(dimer, sector = [(N("up"), 1), (N("dn"), 1), (alone, 0)])
half = ground(ring, sector = [(N("up"), 2), (N("dn"), 2)])
doubles(s) = sum(s[(i, "up")]*s[(i, "dn")] for i in I)/4
d = mean(doubles(s) for s ~ born(half.state))
print("dimer {two.energy:.9f} (by hand {(U - √(U^2 + 16))/2:.9f})   half-filled ring {half.energy:.9f}   double occupancy {d}")

## (U - √(U² + 16 t²))/2 for the singlet of the dimer.
assert abs(two.energy - (U - √(U^2 + 16))/2) < 1e-10
assert abs(energy(ring, half.state).mean - half.energy) < 1e-9, "local energies of the exact state are its energy"
dU = ground(ring + 1e-4*sum(n(i, "up")*n(i, "dn") for i in I), sector = [(N("up"), 2), (N("dn"), 2)]).energy - half.energy
assert abs(dU/1e-4/4 - d.mean) < 1e-4, "∂E/∂U is the double occupancy (Hellmann and Feynman)"
## Free fermions fill the levels -2, 0, 0, 2 of the ring with two electrons of each spin.
if U == 0 then assert abs(half.energy + 4) < 1e-9
