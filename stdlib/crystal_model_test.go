package stdlib

import (
	"strings"
	"testing"
)

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

// Where points move, letters, elements and the coordinate of the first site follow their density together: χ² over all sequences of
// letters and elements of a group and the quarter of the circle that the coordinate is in, within 5σ of its mean, σ that of Pearson's
// χ² with cells of few draws. Other probabilities are not followed: coordinates turned by a quarter or mirrored, coordinates that
// letters and elements do not depend on, logarithms that are off by a tenth.
func TestMovingCrystalsFollowTheirDensity(t *testing.T) {
	run(t, strings.Replace(tiny, "steps = 20", "steps = 6", 1)+`
draws = 8000
(w, a, x, l) = sample(p(_ | 99), draws)
B = 1..4
P = 1..24
S = set((i, j, e, f) for i in 1..3, j in K, e in 1..2, f in E if j == 0 and f == 0 or j >= i and f > 0)
R = set((i, j, e, f, z) for (i, j, e, f) in S, z in P)
U[(i,j,e,f,z),s] = (if s == 1 then i else if s == 2 then j else 0) for (i,j,e,f,z) in R, s in 1..n
V[(i,j,e,f,z),s] = (if s == 1 then e else if s == 2 then f else 0) for (i,j,e,f,z) in R, s in 1..n
Y[(i,j,e,f,z),s,k] = (if s == 1 and k == 3 then 2*π*(z - 1/2)/24 - π else 0) for (i,j,e,f,z) in R, s in 1..n, k in 1..3
first(v) = [(if s == 1 then v[s] else 0) for s in 1..n]
words = [t(u, v, y, L[3], 99).W + t(u, v, y, L[3], 99).A for (u, v, y) in (U, V, Y)]
place = [t(first(u), first(v), y, L[3], 99).X for (u, v, y) in (U, V, Y)]
chance[(i,j,e,f),b] = sum(exp(words[(i,j,e,f,z)] + place[(i,j,e,f,z)])*2*π/24 for z in P if floor((z-1)/6) == b - 1) for (i,j,e,f) in S, b in B
bin[r] = floor(((x[r,1,3] + π) mod (2*π))/(π/2)) + 1 for r in 1..draws
seen[(i,j,e,f),b] = count(w[r,1] == i and w[r,2] == j and a[r,1] == e and a[r,2] == f and bin[r] == b for r in 1..draws) for (i,j,e,f) in S, b in B
misfit(q) = sum((seen[s,b] - draws*q[s,b])^2/(draws*q[s,b]) for s in S, b in B)
k = size(S)*size(B)
σ = √(2*(k - 1) + (sum(1/chance[s,b] for s in S, b in B) - k^2 - 2*k + 2)/draws)
turned[s,b] = chance[s,if b < 4 then b + 1 else 1] for s in S, b in B
mirrored[s,b] = chance[s,5 - b] for s in S, b in B
N = sum(chance[s,b]^1.1 for s in S, b in B)
sharp[s,b] = chance[s,b]^1.1/N for s in S, b in B
apart[s,b] = sum(chance[s,c] for c in B)*sum(chance[r,b] for r in S) for s in S, b in B
assert abs(sum(chance) - 1) < 1e-9 and abs(misfit(chance) - (k - 1)) < 5*σ
assert min(misfit(turned), misfit(mirrored), misfit(sharp), misfit(apart)) > k - 1 + 5*σ
`)
}

// The model without a memory is normalised, too; before it has learnt, letters and elements that are allowed and all coordinates are
// equally likely.
func TestUnigram(t *testing.T) {
	run(t, `
import crystal
n = 3
K = 0..3
E = 0..2
u = crystal.unigram(n, mix = 8, positions = K, species = E)
t(w, a, x, l, g) = terms(u(w, a, x, l | g))
zero = [0 for i in 1..n, k in 1..3]
moved(z) = [(if i == 1 and k == 3 then z else 0) for i in 1..n, k in 1..3]
cell(l) = [(if j == 1 or j == 3 then l else 0) for j in 1..6]
sites(g) = sum(exp(t(w, a, zero, cell(2.5), g).W + t(w, a, zero, cell(2.5), g).A) for w in K[1..n], a in E[1..n])
assert abs(sites(221) - 1) < 1e-12 and abs(sites(99) - 1) < 1e-12
s = t([1, 2, 0], [1, 2, 0], zero, cell(2.5), 221)
assert abs(s.W + log(3*3)) < 1e-12 and abs(s.A + 2*log(2)) < 1e-12 and s.X == 0
assert max(abs(t([2, 0, 0], [1, 0, 0], moved(z), cell(2.5), 99).X + log(2*π)) for z in -3..3) < 1e-6
assert abs(integrate(z -> exp(t([1, 1, 0], [1, 2, 0], moved(z), cell(2.5), 99).X), -π, π) - 1/(2*π)) < 1e-6
assert abs(t([2, 0, 0], [1, 0, 0], zero, cell(2.5), 99).L + log(π/2)) < 1e-12
assert u([1, 2, 0], [1, 2, 0], zero, cell(2.5) | 221) == 0 and u([1, 0, 0], [0, 0, 0], zero, cell(2.5) | 99) == 0
W = [[1, 2, 0], [1, 3, 0], [3, 0, 0]]
A = [[1, 2, 0], [2, 2, 0], [1, 0, 0]]
X[r,i,k] = (if r > 1 and i == 1 and k == 3 then r - 1 else 0) for r in 1..3, i in 1..n, k in 1..3
L[r,j] = (if j == 1 or j == 3 and r > 1 then 2.3 + 0.1*r else 0) for r in 1..3, j in 1..6
groups = [221, 99, 99]
fit = minimize kl((W, A, X, L, groups), u) using adam(0.1) with batch = 3, steps = 30
assert abs(sites(221) - 1) < 1e-12 and abs(sites(99) - 1) < 1e-12
assert abs(integrate(z -> exp(t([3, 0, 0], [1, 0, 0], moved(z), cell(2.5), 99).X), -π, π) - 1) < 1e-9
(w, a, x, l) = sample(u(_ | 99), 50)
made = crystal.structures([99 for r in 1..50], w, a, x/(2*π) + 1/2, l)
assert all(made[r].group == 99 for r in 1..50)
`)
}

// Elements may be restricted, where the density stays normalised; the lattice is read from the first place without a site, whatever
// stands behind it.
func TestCrystalsOfSomeElements(t *testing.T) {
	run(t, tiny+`
q = crystal.former(n, width = 8, heads = 2, depth = 1, mix = 2, bells = 2, waves = 2, positions = K, species = E, only = set(k for k in E if k != 1))
zero = [0 for i in 1..n, k in 1..3]
s(w, a) = terms(q(w, a, zero, L[1] | 221))
assert abs(sum(exp(s(w, a).W + s(w, a).A) for w in K[1..n], a in E[1..n]) - 1) < 1e-12
assert q([1, 2, 0], [1, 2, 0], zero, L[1] | 221) == 0 and q([1, 2, 0], [2, 2, 0], zero, L[1] | 221) > 0
lattice() = t([3, 0, 0], [2, 0, 0], zero, L[1], 221).L
g = gradient lattice() over p
assert max(abs(g.place.mean[3,r,d]) for r in 1..5, d in 1..8) == 0 and max(abs(g.place.mean[2,1,d]) for d in 1..8) > 1e-6
`)
}

// A crystal is new by its group, letters and elements, not by their order, coordinates or lattice.
func TestNovelty(t *testing.T) {
	run(t, `
import crystal
ideal(A, B) = crystal.parse("221-a-{A}-o-o-o-b-{B}-1/2-1/2-1/2-X-4-4-4-90-90-90")
known = [ideal("Cs", "Cl"), crystal.parse("1-a-Na-o-o-o-a-Cl-0.5-0.4-0.3-X-4-5-6-80-85-95")]
same = [crystal.parse("221-a-Cs-o-o-o-b-Cl-1/2-1/2-1/2-X-5-5-5-90-90-90"), crystal.parse("1-a-Cl-o-o-o-a-Na-0.2-0.4-0.3-X-4-5-6-80-85-95")]
other = [ideal("Cl", "Cs"), ideal("Cs", "Br"), crystal.parse("1-a-Na-o-o-o-a-Na-0.5-0.4-0.3-X-4-5-6-80-85-95"), crystal.parse("123-a-Cs-o-o-o-d-Cl-1/2-1/2-1/2-X-4-4-5-90-90-90"), crystal.parse("200-a-Cs-o-o-o-b-Cl-1/2-1/2-1/2-X-4-4-4-90-90-90")]
assert crystal.novelty(same, known) == 0 and crystal.novelty(other, known) == 1 and crystal.novelty([same[1], other[1], other[2], other[5]], known) == 3/4
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

// Rows of tokens that make no crystal are told apart: sites on the same points, points that fall together on a position of more
// symmetry, lengths below zero, angles that close no cell, letters that the group has not.
func TestLegalRows(t *testing.T) {
	run(t, `
import crystal
R = 1..7
group = [1, 1, 2, 1, 1, 225, 225]
W = [[1, 1], [1, 1], [9, 0], [1, 0], [1, 0], [15, 0], [1, 2]]
A = [[11, 17], [11, 17], [11, 0], [11, 0], [11, 0], [11, 0], [11, 17]]
at = [[0.1, 0.2, 0.3], [0.1, 0.2, 0.3], [0, 0.5, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]]
X[r,i,k] = at[r,k] + (if r == 1 and i == 2 then 0.1 else 0) for r in R, i in 1..2, k in 1..3
cells = [[2.5, 2.5, 2.5, 1.5, 1.5, 1.5], [2.5, 2.5, -2.5, 1.5, 1.5, 1.5], [2.5, 2.5, 2.5, 2.2, 1.9, 2.3]]
L[r,j] = cells[if r == 4 then 2 else if r == 5 then 3 else 1, j] for r in R, j in 1..6
ok = crystal.legal(group, W, A, X, L)
assert ok[1] == 1 and ok[7] == 1 and sum(ok) == 2
good = set(r for r in R if ok[r] > 0)
assert all(size(c.sites) == 2 for c in crystal.structures(group[good], W[good], A[good], X[good], L[good]))
`)
}
