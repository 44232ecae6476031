package interp

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// randomModel is a model written in Gibbs by chance, and what one needs to speak of it.
type randomModel struct {
	text    string          // the program up to the model and what it is conditioned on
	draw    string          // the generator of a draw: (s, k) ~ p
	density string          // p(s, k)
	energy  string          // a function of the variables
	used    map[string]bool // mechanisms that it mixes
}

// variable is a variable of a random model.
type variable struct {
	name, kind string // spin, bit, category
	over       string // its index set; "" for a single value
	place      int    // at one site, variables of a lower place come first
}

// author writes one random model.
type author struct {
	*rand.Rand
	body           []string
	names          int
	model          *randomModel
	sites          string   // the index set
	grid           []string // lattices: translations to earlier sites
	open           bool     // translations can leave the lattice
	chain          bool     // the index set is 1..n
	vars           []variable
	given          bool // x: spin over the sites stands after |
	latent, global bool
}

func (a *author) chance(percent int) bool { return a.IntN(100) < percent }

func (a *author) add(format string, args ...any) {
	a.body = append(a.body, fmt.Sprintf(format, args...))
}

// name makes a new name.
func (a *author) name(stem string) string {
	a.names++
	return fmt.Sprintf("%s%d", stem, a.names)
}

// generateModel writes the model of a seed.
func generateModel(seed uint64) *randomModel {
	a := &author{Rand: rand.New(rand.NewPCG(seed, 0x61c5)), model: &randomModel{used: map[string]bool{}}}
	a.given, a.latent, a.global = a.chance(25), a.chance(30), a.chance(30)
	size := a.chooseVariables()
	head := a.chooseSites(size)
	if a.latent {
		a.use("latent")
		a.add("z ~ categorical(p = [0.3, 0.7])")
	}
	if a.global {
		a.add("t ~ bernoulli(logit = %s)", a.scalar("0.4"))
	}
	for _, v := range a.vars {
		a.conditional(v)
	}
	return a.finish(head)
}

// chooseVariables decides which kinds of variables there are; the answer is the number of sites.
func (a *author) chooseVariables() int {
	switch a.IntN(4) {
	case 0:
		a.vars = []variable{{"s", "spin", "", 0}}
		return 5 + a.IntN(5)
	case 1:
		a.vars = []variable{{"s", "spin", "", 0}, {"b", "bit", "", 1}}
		return 4
	case 2:
		a.vars = []variable{{"κ", "category", "", 0}}
		return 4 + a.IntN(3)
	}
	a.vars = []variable{{"κ", "category", "", 0}, {"s", "spin", "", 1}}
	if a.chance(50) {
		a.vars = []variable{{"s", "spin", "", 0}, {"κ", "category", "", 1}}
	}
	return 4
}

// chooseSites writes the index set of all variables.
func (a *author) chooseSites(size int) string {
	a.sites = "I"
	defer func() {
		for i := range a.vars {
			a.vars[i].over = a.sites
		}
	}()
	if a.chance(50) {
		a.chain = true
		return fmt.Sprintf("I = 1..%d\n", size)
	}
	a.sites = "Λ"
	bounds := []string{"open", "(open, periodic)", "periodic"}[a.IntN(3)]
	if size == 5 || size == 7 {
		bounds = []string{"open", "periodic"}[a.IntN(2)]
		a.open = bounds == "open"
		a.grid = []string{"(-1)", "(-2)"}
		return fmt.Sprintf("Λ = chain(%d, %s)\n", size, bounds)
	}
	edge := [][2]int{4: {2, 2}, 6: {2, 3}, 8: {4, 2}, 9: {3, 3}}[size]
	a.open = bounds != "periodic"
	a.grid = []string{"(-1, 0)", "(0, -1)", "(-1, -1)"}
	return fmt.Sprintf("Λ = square(%d, %d, %s)\n", edge[0], edge[1], bounds)
}

func (a *author) use(mechanism string) { a.model.used[mechanism] = true }

// scalar is a parameter without an index.
func (a *author) scalar(sd string) string {
	n := a.name("u")
	a.add("param %s ~ normal(0, %s)", n, sd)
	return n
}

// array is a parameter over generators such as "i in I, c in 1..2 if …".
func (a *author) array(stem, index, sd, gens string) string {
	n := a.name(stem)
	a.add("param %s[%s] ~ normal(0, %s) for %s", n, index, sd, gens)
	return n
}

// feature gives the number by which others read an element of a variable.
func (a *author) feature(v variable) func(at string) string {
	switch v.kind {
	case "category":
		e := a.array("e", "a", "0.8", "a in K")
		return func(at string) string { return fmt.Sprintf("%s[%s[%s]]", e, v.name, at) }
	case "bit":
		return func(at string) string { return fmt.Sprintf("(2*%s[%s] - 1)", v.name, at) }
	}
	return func(at string) string { return fmt.Sprintf("%s[%s]", v.name, at) }
}

// conditional writes the distribution of a variable.
func (a *author) conditional(v variable) {
	b := a.array("b", "i", "0.5", "i in "+v.over)
	terms := []string{b + "[i]"}
	for range 1 + a.IntN(2) {
		src := a.vars[a.IntN(len(a.vars))]
		terms = append(terms, a.mechanism(v, src))
	}
	if a.given {
		w := a.array("G", "i,j", "0.4", fmt.Sprintf("i in %s, j in %s", v.over, v.over))
		terms = append(terms, fmt.Sprintf("sum(%s[i,j]*x[j] for j in %s)", w, v.over))
	}
	if a.latent {
		m := a.array("m", "c,i", "0.7", "c in 1..2, i in "+v.over)
		terms = append(terms, m+"[z,i]")
	}
	logit := strings.Join(terms, " + ")
	if len(terms) > 2 && a.chance(30) {
		logit = fmt.Sprintf("%s + %s*(1 + tanh(%s))", terms[0], terms[1], strings.Join(terms[2:], " + "))
	}
	if a.global {
		logit = fmt.Sprintf("(if t == 1 then 0.5 else 1)*(%s)", logit)
	}
	a.add("%s[i] ~ %s for i in %s", v.name, a.distribution(v, logit), v.over)
}

func (a *author) distribution(v variable, logit string) string {
	switch v.kind {
	case "spin":
		return fmt.Sprintf([]string{"spin(logit = %s)", "spin(field = 0.5*(%s))", "spin(p = sigmoid(%s))"}[a.IntN(3)], logit)
	case "bit":
		return fmt.Sprintf([]string{"bernoulli(logit = %s)", "bernoulli(p = sigmoid(%s))"}[a.IntN(2)], logit)
	}
	slope := a.array("d", "a", "0.7", "a in K")
	base := a.array("l", "i,a", "0.5", fmt.Sprintf("i in %s, a in K", v.over))
	logits := fmt.Sprintf("logits = [%s[i,a] + %s[a]*(%s) for a in K]", base, slope, logit)
	if a.chance(40) {
		a.use("support")
		logits += fmt.Sprintf(", support = [rank(a) > 1 or all(%s[j] != a for j in %s if j < i) for a in K]", v.name, v.over)
	}
	return "categorical(" + logits + ")"
}

// mechanism writes equations by which the elements of v read those of src that come before, and
// gives the term of v's element i.
func (a *author) mechanism(v, src variable) string {
	f := a.feature(src)
	before := "j < i" // which elements of src come before element i of v
	if src.place < v.place {
		before = "j <= i"
	}
	strict := src.place >= v.place
	list := []func() string{
		func() string { return a.direct(v, f, before) },
		func() string { return a.hidden(v, f, strict) },
		func() string { return a.hidden(v, f, strict) },
		func() string { return a.attention(v, f, before) },
		func() string { return a.attention(v, f, before) },
	}
	if a.chain {
		list = append(list, func() string { return a.dilated(v, f) }, func() string { return a.recurrence(v, f, strict) }, func() string { return a.lagTwo(v, f, strict) })
	} else {
		list = append(list, func() string { return a.convolution(v, f) }, func() string { return a.deepConvolution(v, f, strict) })
		if a.open {
			list = append(list, func() string { return a.plane(v, f, strict) })
		}
	}
	return list[a.IntN(len(list))]()
}

func (a *author) direct(v variable, f func(string) string, before string) string {
	a.use("direct")
	w := a.array("A", "i,j", "0.6", fmt.Sprintf("i in %s, j in %s if %s", v.over, v.over, before))
	return fmt.Sprintf("sum(%s[i,j]*%s for j in %s)", w, f("j"), v.over)
}

// hidden is one layer of hidden units, or two; one of the masks is strict where it must be.
func (a *author) hidden(v variable, f func(string) string, strict bool) string {
	a.use("hidden")
	in, out := "j < k", "k <= i"
	if !strict {
		in = "j <= k"
	} else if a.chance(50) {
		in, out = "j <= k", "k < i"
	}
	act := []string{"tanh", "sigmoid", "sin"}[a.IntN(3)]
	w := a.array("W", "c,k,j", "0.6", fmt.Sprintf("c in 1..2, k in %s, j in %s if %s", v.over, v.over, in))
	h := a.name("h")
	a.add("%s[c,k] = %s(sum(%s[c,k,j]*%s for j in %s)) for c in 1..2, k in %s", h, act, w, f("j"), v.over, v.over)
	if a.chance(35) {
		a.use("two layers")
		w := a.array("W", "c,k,d,j", "0.6", fmt.Sprintf("c in 1..2, k in %s, d in 1..2, j in %s if j <= k", v.over, v.over))
		g := a.name("h")
		a.add("%s[c,k] = tanh(sum(%s[c,k,d,j]*%s[d,j] for d in 1..2, j in %s)) for c in 1..2, k in %s", g, w, h, v.over, v.over)
		h = g
	}
	u := a.array("U", "i,c,k", "0.6", fmt.Sprintf("i in %s, c in 1..2, k in %s if %s", v.over, v.over, out))
	return fmt.Sprintf("sum(%s[i,c,k]*%s[c,k] for c in 1..2, k in %s)", u, h, v.over)
}

// attention weighs earlier elements by a softmax, or by weights normalised by hand.
func (a *author) attention(v variable, f func(string) string, before string) string {
	a.use("attention")
	q := a.array("q", "i,c", "0.8", "i in "+v.over+", c in 1..2")
	k := a.array("y", "j,c", "0.8", "j in "+v.over+", c in 1..2")
	val := a.array("v", "j", "1", "j in "+v.over)
	w := a.name("w")
	score := fmt.Sprintf("sum(%s[i,c]*%s[j,c]*%s for c in 1..2)", q, k, f("j"))
	if a.chance(50) {
		a.add("%s[i] = softmax(%s for j in %s if %s) for i in %s", w, score, v.over, before, v.over)
	} else {
		a.use("masked by hand")
		e := a.name("n")
		a.add("%s[i,j] = exp(%s) for i in %s, j in %s if %s", e, score, v.over, v.over, before)
		a.add("%s[i,j] = %s[i,j]/(0.5 + sum(%s[i,l] for l in %s)) for i in %s, j in %s", w, e, e, v.over, v.over, v.over)
	}
	return fmt.Sprintf("sum((if %s then %s[i,j]*%s[j]*%s else 0) for j in %s)", before, w, val, f("j"), v.over)
}

// dilated is a convolution with gaps along 1..n.
func (a *author) dilated(v variable, f func(string) string) string {
	a.use("convolution")
	gap := 1 + a.IntN(3)
	near, far := a.scalar("0.8"), a.scalar("0.8")
	return fmt.Sprintf("(if i > 1 then %s*%s else 0) + (if i > %d then %s*%s else 0)", near, f("i - 1"), gap, far, f(fmt.Sprintf("i - %d", gap)))
}

// guardAt says when a translated site is there and comes before.
func (a *author) guardAt(shift string) string {
	if a.open {
		return fmt.Sprintf("if inside(i + %s) then (if i + %s < i then", shift, shift)
	}
	return fmt.Sprintf("if i + %s < i then (if true then", shift)
}

// window is the sum of f over the translations to earlier sites.
func (a *author) window(f func(string) string) string {
	var terms []string
	for _, shift := range a.grid {
		terms = append(terms, fmt.Sprintf("(%s %s*%s else 0) else 0)", a.guardAt(shift), a.scalar("0.8"), f("i + "+shift)))
	}
	return strings.Join(terms, " + ")
}

func (a *author) convolution(v variable, f func(string) string) string {
	a.use("convolution")
	return a.window(f)
}

// deepConvolution is a convolution of a convolution, as in a masked pixel network.
func (a *author) deepConvolution(v variable, f func(string) string, strict bool) string {
	a.use("convolution")
	a.use("two layers")
	h := a.name("h")
	own := ""
	if !strict {
		own = fmt.Sprintf(" + %s*%s", a.scalar("0.8"), f("i"))
	}
	a.add("%s[i] = tanh(%s%s) for i in %s", h, a.window(f), own, v.over)
	return fmt.Sprintf("%s*%s[i] + %s", a.scalar("0.8"), h, a.window(func(at string) string { return h + "[" + at + "]" }))
}

// recurrence carries a vector from element to element.
func (a *author) recurrence(v variable, f func(string) string, strict bool) string {
	a.use("recurrence")
	m, in, out := a.array("R", "c,d", "0.7", "c in 1..2, d in 1..2"), a.array("B", "c", "0.9", "c in 1..2"), a.array("D", "c", "0.9", "c in 1..2")
	h := a.name("r")
	a.add("%s[0,c] = 0 for c in 1..2", h)
	a.add("%s[i,c] = tanh(sum(%s[c,d]*%s[i-1,d] for d in 1..2) + %s[c]*%s) for i in %s, c in 1..2", h, m, h, in, f("i"), v.over)
	return fmt.Sprintf("sum(%s[c]*%s[%s,c] for c in 1..2)", out, h, last(strict))
}

// lagTwo is a recurrence that reads two elements back.
func (a *author) lagTwo(v variable, f func(string) string, strict bool) string {
	a.use("lag two")
	h := a.name("r")
	a.add("%s[-1] = 0.3", h)
	a.add("%s[0] = 0", h)
	a.add("%s[i] = tanh(%s*%s[i-1] + %s*%s[i-2] + %s*%s) for i in %s", h, a.scalar("0.7"), h, a.scalar("0.7"), h, a.scalar("0.9"), f("i"), v.over)
	return fmt.Sprintf("%s*%s[%s]", a.scalar("1"), h, last(strict))
}

func last(strict bool) string {
	if strict {
		return "i-1"
	}
	return "i"
}

// plane is a recurrence along both directions of an open square, or one that reads two sites back.
func (a *author) plane(v variable, f func(string) string, strict bool) string {
	a.use("recurrence")
	a.use("plane")
	h := a.name("r")
	back := func(shift string) string { return h + "[i + " + shift + "]" }
	a.add("%s[i] = tanh(%s*%s + %s) for i in %s", h, a.scalar("0.9"), f("i"), a.past(back), v.over)
	if !strict {
		return fmt.Sprintf("%s*%s[i]", a.scalar("1"), h)
	}
	return a.past(back)
}

// past is a weighted sum over the left and the upper neighbour.
func (a *author) past(f func(string) string) string {
	var terms []string
	for _, shift := range a.grid[:2] {
		terms = append(terms, fmt.Sprintf("(%s %s*%s else 0) else 0)", a.guardAt(shift), a.scalar("0.8"), f(shift)))
	}
	return strings.Join(terms, " + ")
}

// finish puts the program together.
func (a *author) finish(head string) *randomModel {
	var signature, names, energy []string
	for _, v := range a.vars {
		set := map[string]string{"spin": "spin", "bit": "bit", "category": "K"}[v.kind]
		signature = append(signature, fmt.Sprintf("%s: %s[%s]", v.name, set, v.over))
		names = append(names, v.name)
		at := v.name + "[i]"
		if v.kind == "category" {
			at = "ε[" + at + "]"
		}
		energy = append(energy, fmt.Sprintf("(sum((0.3 + 0.1*rank(i))*%s for i in %s) + 0.4*sum(%s for i in %s)^2)", at, v.over, at, v.over))
	}
	if a.global {
		signature, names, energy = append(signature, "t: bit"), append(names, "t"), append(energy, "0.7*t")
	}
	m := a.model
	given := ""
	if a.given {
		a.use("given")
		given = fmt.Sprintf(" | x: spin[%s]", a.sites)
	}
	m.text = head + "K = labels(\"A\", \"B\", \"C\")\nε[a] = rank(a)^2/4 for a in K\n"
	m.text += fmt.Sprintf("model p(%s%s) {\n  %s\n}\n", strings.Join(signature, ", "), given, strings.Join(a.body, "\n  "))
	vars := strings.Join(names, ", ")
	m.draw, m.density, m.energy = "("+vars+") ~ p", "p("+vars+")", strings.Join(energy, " + ")
	if a.given {
		m.text += fmt.Sprintf("x₀ = [(if rank(i) mod 3 == 0 then -1 else 1) for i in %s]\n", a.sites)
		m.draw, m.density = "("+vars+") ~ p(_ | x₀)", "p("+vars+" | x₀)"
		if len(names) > 1 {
			m.draw = fmt.Sprintf("(%s) ~ p(%s | x₀)", vars, strings.TrimSuffix(strings.Repeat("_, ", len(names)), ", "))
		}
	}
	if len(names) == 1 {
		m.draw = strings.Replace(m.draw, "("+vars+")", vars, 1)
	}
	return m
}
