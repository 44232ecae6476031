package stdlib

import "testing"

// Ewald sums hold ten digits: the energy of a charge with its images in a square and a cube, and of four charges in the unit
// square (kappa 8 to 10 and waves out to 15 agree on the value there), whatever the side and the splitting.
func TestEwald(t *testing.T) {
	run(t, `
import sqrtflow
P = 1..4
D = 1..2
flat = sqrtflow.coulomb(P, D)
assert abs(flat.madelung + 3.9002649200019563) < 1e-9
assert abs(sqrtflow.coulomb(P, 1..3).madelung + 2.83729747948062) < 1e-9
x = [[0.1, 0.2], [0.45, 0.8], [0.7, 0.35], [0.9, 0.95]]
pairs = -6.9292199970
assert abs(flat.energy(x) - 2*flat.madelung - pairs) < 1e-8
moved = [x[i,d] + (if d == 1 then 3 else 0.4) for i in P, d in D]
assert abs(flat.energy(moved) - flat.energy(x)) < 1e-10
large = sqrtflow.coulomb(P, D, L = 2.5)
assert abs(2.5*large.energy(2.5*x) - flat.energy(x)) < 1e-10
sharper = sqrtflow.coulomb(P, D, κ = 3.5)
assert abs(sharper.energy(x) - flat.energy(x)) < 1e-8
`)
}

// Wigner crystals in a uniform background: -0.895929256 and -0.895873616 of e²/a a charge, a the radius of a sphere with one charge,
// on body- and face-centred lattices (Coldwell-Horsfall and Maradudin, J. Math. Phys. 1, 395 (1960); Foldy, Phys. Rev. B 17, 4889 (1978)).
func TestWignerCrystals(t *testing.T) {
	run(t, `
import sqrtflow
a(n) = (3/(4*π*n))^(1/3)
body = sqrtflow.coulomb(1..2, 1..3)
assert abs(body.energy([[0, 0, 0], [0.5, 0.5, 0.5]])/2*a(2) + 0.895929256) < 2e-9
face = sqrtflow.coulomb(1..4, 1..3)
assert abs(face.energy([[0.1, 0, 0], [0.1, 0.5, 0.5], [0.6, 0, 0.5], [0.6, 0.5, 0]])/4*a(4) + 0.895873616) < 2e-9
`)
}

// Sides of boxes give one electron an area π or a volume 4π/3; the numbers of waves, and the kinetic energies of closed
// shells without a twist and with (1/4, 1/4), are those of other programs.
func TestShells(t *testing.T) {
	run(t, `
import sqrtflow
shell(M, n) = sum(M.energy[M.lowest(i)] for i in 1..n)
cube = sqrtflow.box(7, dim = 3)
assert abs(cube.L^3 - 7*4*π/3) < 1e-12 and abs(sqrtflow.box(13).L^2 - 13*π) < 1e-12
waves = cube.orbitals(9)
assert size(waves) == 123 and abs(shell(waves, 7) - 24.91073572) < 1e-8
plane = sqrtflow.box(13).orbitals(25)
twisted = sqrtflow.box(13).orbitals(25, twist = 0.25)
assert size(plane) == 81 and abs(shell(plane, 13) - 27.06602902) < 1e-8
assert abs(shell(twisted, 13) - 25.73689366) < 1e-8
assert abs(sum(twisted.k[twisted.lowest(1),d]^2 for d in 1..2) - 2*(2*π/sqrtflow.box(13).L/4)^2) < 1e-12
`)
}

// The determinant of the lowest plane waves, with the map that is the identity before training, has the kinetic energy Σ k² at every
// point; energies per (2π/L)² of five electrons are four, and the closed shell is filled.
func TestPlaneWaves(t *testing.T) {
	run(t, `
import sqrtflow
n = 5
P = 1..n
D = 1..2
box = sqrtflow.box(n)
M = box.orbitals(9)
z = sqrtflow.backflow(P, D, box)
Ψ(K: M[P], x: real[P, D]) = {
  y = z(x)
  det([exp(im*sum(M.k[K[i],d]*y[j,d] for d in D)) for i in P, j in P])*√abs(det(jacobian(z)(x)))
}
ground = [M.lowest(i) for i in P]
kinetic = sum(M.energy[M.lowest(i)] for i in P)
assert size(M) == 29 and abs(kinetic - 10.05309649) < 1e-8
x = [0.3*i*d + 0.7*sin(5*i + d) for i in P, d in D]
assert abs(local(-Δ, x -> Ψ(ground, x), x) - kinetic) < 1e-8
assert max(abs(z(x) - x)) == 0
`)
}

// The map commutes with permutations and translations, and is periodic, once it is trained away from the identity.
func TestBackflowIsEquivariant(t *testing.T) {
	run(t, `
import sqrtflow
n = 3
P = 1..n
D = 1..2
box = sqrtflow.box(n)
z = sqrtflow.backflow(P, D, box, depth = 3, width = 4)
x = [0.3*i*d + 0.7*sin(5*i + d) for i in P, d in D]
target = [cos(3*i + d) for i in P, d in D]
minimize sum((z(x)[i,d] - x[i,d] - 0.2*target[i,d])^2 for i in P, d in D) over z using adam(0.01) with steps = 30
assert max(abs(z(x) - x)) > 0.02
turn(i) = if i < n then i + 1 else 1
turned = [x[turn(i),d] for i in P, d in D]
assert max(abs([z(turned)[i,d] - z(x)[turn(i),d] for i in P, d in D])) < 1e-12
shifted = [x[i,d] + 0.31*d for i in P, d in D]
assert max(abs([z(shifted)[i,d] - z(x)[i,d] - 0.31*d for i in P, d in D])) < 1e-12
wrapped = [x[i,d] + (if i == 2 then box.L else 0) for i in P, d in D]
assert max(abs([z(wrapped)[i,d] - z(x)[i,d] - (if i == 2 then box.L else 0) for i in P, d in D])) < 1e-12
`)
}

// Occupations are increasing, and their probabilities add up to one.
func TestOccupations(t *testing.T) {
	run(t, `
import sqrtflow
n = 3
M = sqrtflow.box(n).orbitals(2)
p = sqrtflow.occupations(M, n, width = 4)
E(K) = sum(M.energy[K[i]]*(1 + 0.1*rank(K[i])) for i in 1..n)
minimize mean(E(K) + log(p(K)) for K ~ p) using adam(0.05) with batch = 64, steps = 20
total = sum(p([a, b, c]) for a in M, b in M, c in M if a < b and b < c)
assert abs(total - 1) < 1e-10
assert all(K[1] < K[2] and K[2] < K[3] for K in sample(p, 200))
`)
}
