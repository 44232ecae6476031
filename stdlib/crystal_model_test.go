package stdlib

import "testing"

// tiny is a model of at most two sites on three letters with two elements, trained a little on tokens made up for the purpose.
const tiny = `
import crystal
n = 3
K = 0..3
E = 0..2
p = crystal.former(n, width = 8, heads = 2, depth = 1, mix = 2, bells = 2, waves = 2, positions = K, species = E)
groups = [221, 221, 99, 99, 2, 25]
W = [[1, 2, 0], [3, 0, 0], [1, 1, 0], [3, 0, 0], [1, 2, 0], [1, 3, 0]]
A = [[1, 2, 0], [2, 0, 0], [1, 2, 0], [2, 0, 0], [1, 1, 0], [2, 1, 0]]
X = [(if crystal.free[groups[r],W[r,i],k] then sin(3*r + 5*i + k) else 0) for r in 1..6, i in 1..n, k in 1..3]
L = [(if crystal.flexible[groups[r],j] then (if j <= 3 then 2.3 else 1.5) + 0.1*sin(r + j) else 0) for r in 1..6, j in 1..6]
fit = minimize kl((W, A, X, L, groups), p) using adam(0.05) with batch = 6, steps = 20
t(w, a, x, l, g) = terms(p(w, a, x, l | g))
`

// The probabilities of all sequences of letters and elements add up to 1 in groups whose points are fixed and in those where they
// move, and so do the densities of a coordinate and of the lattice.
func TestCrystalsAreNormalised(t *testing.T) {
	run(t, tiny+`
sites(g, x) = sum(exp(t(w, a, x, L[1], g).W + t(w, a, x, L[1], g).A) for w in K[1..n], a in E[1..n])
assert abs(sites(221, X[1]) - 1) < 1e-12 and abs(sites(99, X[3]) - 1) < 1e-12
assert abs(sites(2, X[3]) - 1) < 1e-12 and abs(sites(47, X[5]) - 1) < 1e-12
zero = [0 for i in 1..n, k in 1..3]
moved(z) = [(if i == 1 and k == 3 then z else 0) for i in 1..n, k in 1..3]
assert abs(integrate(z -> exp(t([3, 0, 0], [1, 0, 0], moved(z), L[3], 99).X), -π, π) - 1) < 1e-9
cell(l) = [(if j == 1 then l else 0) for j in 1..6]
part(a, b) = integrate(l -> exp(t([1, 2, 0], [1, 2, 0], zero, cell(l), 221).L), a, b)
assert abs(part(-4, 2) + part(2, 2.3) + part(2.3, 2.5) + part(2.5, 3) + part(3, 9) - 1) < 1e-9
assert p([1, 1, 0], [1, 2, 0], zero, cell(2.3) | 221) == 0 and p([2, 1, 0], [1, 2, 0], zero, cell(2.3) | 221) == 0
assert p([1, 0, 0], [0, 0, 0], zero, cell(2.3) | 221) == 0 and p([1, 2, 3], [1, 2, 1], zero, cell(2.3) | 221) == 0
assert p([1, 2, 0], [1, 2, 0], moved(0.1), cell(2.3) | 221) == 0 and p([1, 2, 0], [1, 2, 0], zero, cell(2.3) | 221) > 0
`)
}

// Draws follow the density: χ² over all sequences of letters and elements of a group whose points are fixed, within 5σ of its
// mean; probabilities that are off by a tenth of their logarithm are not followed.
func TestCrystalsFollowTheirDensity(t *testing.T) {
	run(t, tiny+`
draws = 8000
(w, a, x, l) = sample(p(_ | 221), draws)
zero = [0 for i in 1..n, k in 1..3]
chance(u, v) = exp(t(u, v, zero, L[1], 221).W + t(u, v, zero, L[1], 221).A)
seen(u, v) = count(all(w[r,i] == u[i] and a[r,i] == v[i] for i in 1..n) for r in 1..draws)
misfit(power) = {
  Z = sum(chance(u, v)^power for u in K[1..n], v in E[1..n] if chance(u, v) > 0)
  sum((seen(u, v) - draws*chance(u, v)^power/Z)^2/(draws*chance(u, v)^power/Z) for u in K[1..n], v in E[1..n] if chance(u, v) > 0)
}
freedom = count(chance(u, v) > 0 for u in K[1..n], v in E[1..n]) - 1
assert abs(misfit(1) - freedom) < 5*√(2*freedom)
assert misfit(1.1) > freedom + 5*√(2*freedom)
`)
}

// What is drawn is a crystal, in groups of all systems: letters that exist and ascend, fixed points filled once, elements where there
// are letters, coordinates and a lattice as the group demands.
func TestDrawnCrystalsAreLegal(t *testing.T) {
	for _, g := range []string{"1", "2", "14", "47", "62", "99", "123", "166", "187", "194", "221", "227"} {
		run(t, `
import crystal
p = crystal.former(5, width = 8, heads = 2, depth = 1, mix = 2, bells = 2, waves = 2)
(w, a, x, l) = sample(p(_ | `+g+`), 40)
R = 1..40
s = crystal.structures([`+g+` for r in R], w, a, x/(2*π) + 1/2, l)
assert all(size(c.sites) > 0 and c.group == `+g+` for c in s)
assert all(size(s[r].sites) == count(w[r,i] > 0 for i in 1..5) for r in R)
assert all(if i < 5 then w[r,i+1] == 0 or w[r,i] > 0 and w[r,i+1] >= w[r,i] else w[r,i] == 0 for r in R, i in 1..5)
`)
	}
}

// Tokens of a file, made data of a model, are the crystals that they were: in whole, and from what is free alone.
func TestCrystalsOfData(t *testing.T) {
	run(t, `
import crystal
t = crystal.tokens("../examples/perovskites.jsonl.gz")
(W, A, X, L, g) = crystal.data(t)
s = crystal.structures(g, W, A, X/(2*π) + 1/2, L)
R = 1..200
assert all(abs(X[r,i,k]) <= π and (if W[r,i] == 0 then X[r,i,k] == 0 else true) for r in 1..t.rows, i in 1..t.sites, k in 1..3)
whole = [crystal.structure(t.group[r], t.W[r], t.A[r], t.X[r], t.L[r]) for r in R]
assert all(s[r].formula == whole[r].formula and s[r].group == whole[r].group and s[r].atoms == t.N[r] for r in R)
assert all(abs(s[r].volume - whole[r].volume) < 1e-9*whole[r].volume and abs(crystal.min_distance(s[r]) - crystal.min_distance(whole[r])) < 1e-9 for r in R)
assert crystal.novelty(s, s) == 0 and crystal.novelty([s[1]], [crystal.parse("221-a-Na-o-o-o-b-Cl-1/2-1/2-1/2-X-4-4-4-90-90-90")]) == 1
c = crystal.counts("Sr2TiO4")
assert c[38] == 2 and c[22] == 1 and c[8] == 4 and sum(c) == 7
assert all(crystal.flexible[g,j] == (j == 1 or j == 3 or j == 2 and g < 75 or j == 5 and g < 16 or g < 3) for g in 1..194, j in 1..6)
assert all(count(crystal.flexible[g,j] for j in 1..6) == 1 for g in 195..230)
assert crystal.last[221] == 14 and crystal.last[47] == 27 and crystal.points[225,12] == 192 and crystal.points[221,15] == 0
assert count(crystal.free[166,8,k] for k in 1..3) == 2 and not crystal.again[225,1] and crystal.again[225,5]
`)
}
