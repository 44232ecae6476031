## Crystals of a given space group and composition, drawn from a transformer that has learnt from perovskites and written as CIF. Letters,
## coordinates and lattices are drawn freely, elements among those of the composition; of the draws those with its formula are kept.
import crystal

input group = 221         "space group"
input formula = "SrTiO3"  "composition, elements by electronegativity"
input trained = ""        "parameters that crystal_train.gp has saved; none: a training comes first"
input steps = 800         "steps of that training"
input batch = 100         "crystals in a step"
input draws = 2000        "crystals drawn"

t = crystal.tokens("perovskites.jsonl.gz")
p = crystal.former(t.sites)
if trained != "" then load(p, trained)
if trained == "" then {
  fit = minimize kl(crystal.data(t), p) using adam(cosine(0.006, 0.0002)) with batch = batch, steps = steps
}

# the same parameters, and only the elements of the composition
counts = crystal.counts(formula)
q = crystal.former(t.sites, only = set(k for k in crystal.elements if (if k > 0 then counts[k] > 0 else true)))
save(p, "crystal_generate.safetensors")
load(q, "crystal_generate.safetensors")

(w, a, x, l) = sample(q(_ | group), draws)
legal = crystal.legal([group for r in 1..draws], w, a, x/(2*π) + 1/2, l)
good = set(r for r in 1..draws if legal[r] > 0)
drawn = [crystal.structure(group, w[r], a[r], x[r]/(2*π) + 1/2, l[r]) for r in good]
fits = [if drawn[r].formula == formula then 1 else 0 for r in good]
found = set(r for r in good if fits[r] > 0)
print("{size(found)} of {draws} crystals are {formula}")

# the one whose letters and elements have the largest probability: densities of crystals with more and with less free coordinates
# are not compared
words(u, v, y, z) = { t = terms(q(u, v, y, z | group)); t.W + t.A }
every = [words(u, v, y, z) for (u, v, y, z) in (w[good], a[good], x[good], l[good])]
best = argmax((if fits[r] > 0 then every[r] else -inf) for r in good)
c = drawn[best]
print("the most likely: {c}")
print("shortest distance {crystal.min_distance(c):.3f} Å, volume of the cell {c.volume:.2f} Å³")
save(c, "crystal_generate.cif")
back = crystal.tokenize(read("crystal_generate.cif"))
print("read back: space group {back.group}, {back.formula}")
assert size(found) > 0 and back.group == group and back.formula == formula
