package stdlib

import "testing"

// Boltzmann machines and pairs are the products that their names say, also where a weight is so large that cosh has no value.
func TestProductStates(t *testing.T) {
	run(t, `
import nqs
I = 1..3
F = 1..2
close(a, b) = abs(a - b) < 1e-12*(1 + abs(b))
ψ = nqs.rbm(I, hidden = 2)
minimize (ψ.b[1] - 0.7)^2 + sum((ψ.a[i] - 0.1*i)^2 for i in I) using sgd(0.5) with steps = 1, clip = inf
assert close(ψ.b[1], 0.7) and close(ψ.a[3], 0.3)
product(s) = exp(sum(ψ.a[i]*s[i] for i in I))*prod(2*cosh(ψ.b[f] + sum(ψ.W[f,i]*s[i] for i in I)) for f in F)
assert all(close(ψ(s), product(s)) for s in spin[I])
φ = nqs.rbm_complex(I, hidden = 2)
z(f, s) = φ.b[f] + im*φ.b′[f] + sum((φ.W[f,i] + im*φ.W′[f,i])*s[i] for i in I)
two(z) = exp(z) + exp(-z)
wave(s) = exp(sum((φ.a[i] + im*φ.a′[i])*s[i] for i in I))*two(z(1, s))*two(z(2, s))
assert all(close(φ(s), wave(s)) for s in spin[I]) and max(abs(imag(φ(s))) for s in spin[I]) > 0.1
assert close(nqs.log2cosh(-900), 900) and close(nqs.log2cosh(0.3), log(2*cosh(0.3))) and close(nqs.log2cosh(-0.3), log(2*cosh(0.3)))
assert close(nqs.complex_log2cosh(-900, 0.4), 900 - 0.4im) and close(exp(nqs.complex_log2cosh(-0.3, 0.4)), two(-0.3 + 0.4im))
χ = nqs.jastrow(I)
assert all(χ(s) == 1 for s in spin[I])
minimize (χ.J[1,3] - 0.4)^2 + (χ.a[2] + 0.2)^2 using sgd(0.5) with steps = 1, clip = inf
assert all(close(χ(s), exp(0.4*s[1]*s[3] - 0.2*s[2])) for s in spin[I])
`)
}

// The states with a density have norm one and are drawn exactly; the phase of the recurrent one grows by π v/(1 + |v|) for each spin,
// v read off the state before it.
func TestDrawnStates(t *testing.T) {
	run(t, `
import nqs
I = 1..4
ψ = nqs.autoregressive(I)
φ = nqs.recurrent(I, width = 3)
assert abs(sum(abs(ψ(s))^2 for s in spin[I]) - 1) < 1e-12 and abs(sum(abs(φ(s))^2 for s in spin[I]) - 1) < 1e-12
drawn = sample(born(ψ), 5)
more = sample(born(φ), 5)
s = [1, -1, -1, 1]
assert abs(abs(φ(s))^2 - φ.p(s)) < 1e-14 and abs(abs(ψ(s))^2 - ψ.p(s)) < 1e-14
h = φ.p.states(s)
v(i) = φ.u[s[i]] + sum(φ.U[s[i],c]*h[i-1,c] for c in 1..3)
phase = sum(π*v(i)/(1 + abs(v(i))) for i in I)
assert abs(exp(im*phase) - φ(s)/abs(φ(s))) < 1e-12
assert max(abs(imag(φ(s))) for s in spin[I]) > 0.01 and max(abs(imag(ψ(s))) for s in spin[I]) > 0.01
assert abs(h[1,1]) > 1e-3 and all(h[0,c] == 0 for c in 1..3)
`)
}

// Every state of spins finds a ground state with signs: the singlet of two spins, the valence bonds of four.
func TestStatesLearnSigns(t *testing.T) {
	run(t, `
import nqs
I = 1..4
X, Y, Z = pauli(I)
S(i, j) = (X[i]*X[j] + Y[i]*Y[j] + Z[i]*Z[j])/4
H = sum(S(i, i+1) for i in 1..3) + 0.5*sum(S(i, i+2) for i in 1..2)
a = nqs.rbm_complex(I)
b = nqs.autoregressive(I)
c = nqs.recurrent(I, width = 4)
fa = minimize energy(H, a) using sr(0.1) with batch = 16, steps = 80
fb = minimize energy(H, b) using sr(0.1) with batch = 16, steps = 80
fc = minimize energy(H, c) using sr(0.1) with batch = 16, steps = 80
assert abs(ground(H).energy + 1.5) < 1e-12
assert fa.value.mean < -1.49 and fb.value.mean < -1.49 and fc.value.mean < -1.49
assert fa.value.mean > -1.5 - 1e-12 and fb.value.mean > -1.5 - 1e-12 and fc.value.mean > -1.5 - 1e-12
`)
}

// Where two electrons meet, the logarithm of the factor rises with the slope of Kato, in two and three dimensions, for like and
// unlike spins, whatever the trained numbers; with it the local energy of two electrons stays finite.
func TestCusps(t *testing.T) {
	run(t, `
import nqs
P = 1..3
slope(J, D, k) = {
  at(r) = [if d == 1 and i == k then r else (if d == 2 and i != k and i > 1 then 40 else 0) for i in P, d in D]
  (log(J(at(1e-7))) - log(J(at(0))))/1e-7
}
plane = nqs.cusps(P, 1..2, up = 2)
space = nqs.cusps(P, 1..3, up = 2, coupling = 2)
minimize (plane.a[1,2] - 0.8)^2 + (plane.a[2,3] + 0.3)^2 + (plane.b[1] - 2)^2 using sgd(0.1) with steps = 20
assert plane.a[1,2] > 0.5 and plane.b[1] > 1.5
assert abs(slope(plane, 1..2, 3) - 1) < 1e-5 and abs(slope(plane, 1..2, 2) - 1/3) < 1e-5
assert abs(slope(space, 1..3, 3) - 1) < 1e-5 and abs(slope(space, 1..3, 2) - 1/2) < 1e-5
pair = nqs.cusps(1..2, 1..2, up = 1)
H = -1/2*Δ + (x -> 1/norm(x[1] - x[2]))
near(r) = local(H, pair, [[0, 0], [r, 0]])
assert abs(near(1e-5) - near(1e-6)) < 1e-3
`)
}

// Backflow is the identity at first; trained away from it, it commutes with permutations, rotations and translations.
func TestBackflowWithoutBox(t *testing.T) {
	run(t, `
import nqs
n = 3
P = 1..n
D = 1..2
z = nqs.backflow(P, D, width = 4)
x = [0.3*i*d + 0.7*sin(5*i + d) for i in P, d in D]
assert max(abs(z(x) - x)) == 0
minimize sum((z(x)[i,d] - x[i,d] - cos(3*i + d)/5)^2 for i in P, d in D) using adam(0.05) with steps = 30
assert max(abs(z(x) - x)) > 0.02
turn(i) = if i < n then i + 1 else 1
turned = [x[turn(i),d] for i in P, d in D]
assert max(abs([z(turned)[i,d] - z(x)[turn(i),d] for i in P, d in D])) < 1e-12
R = [[0.6, -0.8], [0.8, 0.6]]
about(x) = [sum(R[d,k]*x[i,k] for k in D) for i in P, d in D]
assert max(abs(z(about(x)) - about(z(x)))) < 1e-12
shifted = [x[i,d] + 0.31*d for i in P, d in D]
assert max(abs([z(shifted)[i,d] - z(x)[i,d] - 0.31*d for i in P, d in D])) < 1e-12
`)
}
