## Perovskites as sentences: a transformer over Wyckoff letters, elements, coordinates and lattices, trained on the tokens of 2,600 of the
## perovskites of Castelli et al., Energy Environ. Sci. 5, 9034 (2012), as published by Xie et al. (arXiv:2110.06197; MIT licence), and judged
## by those of a tenth that it has not seen: the likelihood of each kind of token beside a model without memory, and what is drawn.
## Lengths that are equal in all of them would have an infinite density: the lattice is told to 0.01 of its scaled lengths, no better.
import crystal

input file = "perovskites.jsonl.gz"  "tokens of crystals, as JSON lines"
input steps = 4000                   "training steps"
input batch = 100                    "crystals in a step"
input rate = 0.006                   "largest learning rate"
input draws = 300                    "crystals drawn in each space group"

t = crystal.tokens(file)
(W, A, X, L, g) = crystal.data(t)
seen = set(r for r in 1..t.rows if r mod 10 != 0)
unseen = set(r for r in 1..t.rows if r mod 10 == 0)
train = (W[seen], A[seen], X[seen], L[seen], g[seen])
held = (W[unseen], A[unseen], X[unseen], L[unseen], g[unseen])

# nats for a crystal: letters, elements, coordinates as angles, and the lattice in its scaled lengths and radians
letters(q) = -mean(terms(q(w, a, x, l | h)).W for (w, a, x, l, h) in held)
elements(q) = -mean(terms(q(w, a, x, l | h)).A for (w, a, x, l, h) in held)
places(q) = -mean(terms(q(w, a, x, l | h)).X for (w, a, x, l, h) in held)
lattices(q) = -mean(terms(q(w, a, x, l | h)).L for (w, a, x, l, h) in held)
row(name, q) = "{name} letters {letters(q):.3f}  elements {elements(q):.3f}  coordinates {places(q):.3f}  lattice {lattices(q):.3f}  together {kl(held, q):.3f}"

u = crystal.unigram(t.sites)
unlearnt = kl(held, u)  # letters and elements that are allowed and all angles are equally likely; lengths about 2.5, to 0.5
print(row("unlearnt   ", u))
often = minimize kl(train, u) using adam(cosine(0.1, 0.003)) with batch = batch, steps = 400
print(row("unigram    ", u))

p = crystal.former(t.sites)
fit = minimize kl(train, p) using adam(cosine(rate, rate/30)) with batch = batch, steps = steps
print(row("transformer", p), "in {fit.seconds:.0f} s")
save(p, "perovskites.safetensors")
assert kl(held, p) < kl(held, u) and kl(held, u) < unlearnt

# what is drawn, beside what was seen; draws whose points fall together, or whose cell does not close, are no crystals
known = crystal.structures(g[seen], W[seen], A[seen], (X/(2*π) + 1/2)[seen], L[seen])
report(h) = {
  (w, a, x, l) = sample(p(_ | h), draws)
  legal = crystal.legal([h for r in 1..draws], w, a, x/(2*π) + 1/2, l)
  good = set(r for r in 1..draws if legal[r] > 0)
  s = crystal.structures([h for r in good], w[good], a[good], (x/(2*π) + 1/2)[good], l[good])
  apart = count(crystal.min_distance(c) > 0.5 for c in s)/draws
  neutral = count(crystal.neutral(c) for c in s)/draws
  "space group {h}: atoms more than 0.5 Å apart {apart:.3f}, neutral {neutral:.3f} of all draws, new {crystal.novelty(s, known):.3f}, as {s[1].formula}, {s[2].formula}, {s[3].formula}"
}
print(report(25))
print(report(99))
print(report(221))
