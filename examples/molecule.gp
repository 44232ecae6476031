## A molecule from its integrals: lithium hydride in a minimal basis. The Hamiltonian over fermions is read from a file, and its
## ground state is found in the sector of its electrons.
##
## lih.fcidump is LiH of github.com/tomdbar/naqs-for-quantum-chemistry (MIT licence), T. D. Barrett, A. Malyshev and
## A. I. Lvovsky, Nature Machine Intelligence 4, 351 (2022), arXiv:2109.12606: STO-3G, six orbitals, four electrons.
H = fcidump("lih.fcidump")
show(H)
g = ground(H, sector = H.sector)
print("{H.electrons} electrons in {size(H.orbitals)} orbitals: E = {g.energy:.9f} hartree")
assert H == H†

## The orbitals of the file are those of Hartree and Fock: one determinant has their energy.
c = fermions(H.modes)
occupied(k) = if rank(k) <= H.electrons then 1 else 0
determinant(s: bit[H.modes]) = exp(-40*sum((s[k] - occupied(k))^2 for k in H.modes))
hf = energy(H, determinant).mean
print("Hartree and Fock {hf:.9f}   correlation {1000*(g.energy - hf):.4f} millihartree")

## Full configuration interaction and Hartree-Fock energies of the file in other programs.
assert abs(g.energy + 7.784460280267) < 1e-8
assert abs(hf + 7.767362135986) < 1e-8

## The exact state has the energy in every configuration, and half of the electrons have each spin.
assert abs(energy(H, g.state).mean - g.energy) < 1e-8
up = mean(sum(s[(p, "up")] for p in H.orbitals) for s ~ born(g.state))
assert abs(up.mean - H.electrons/2) < 1e-9
