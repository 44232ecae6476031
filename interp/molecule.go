package interp

import (
	"fmt"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/files"
	"github.com/gibbs-lang/gibbs/interp/operator"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// The Hamiltonian of a molecule from the integrals of a file, over the fermions of its orbitals times two spins:
//
//	H = E + Σ_{pqσ} h_pq c†_pσ c_qσ + ½ Σ_{pqrsστ} (pq|rs) c†_pσ c†_rτ c_sτ c_qσ.
//
// Each sum is one term along an axis that counts what is not zero in it; equal spins are taken pair by pair, p < r and q < s.

// maxIntegrals is the largest number of products of a molecule.
const maxIntegrals = 1 << 22

// fcidumpBuiltin is fcidump("n2.fcidump").
func fcidumpBuiltin(c ctx, e *lang.Call) Value {
	name, ok := c.one(e).(String)
	if !ok {
		fail("G0402", e, "fcidump takes the name of a file", help(`fcidump("n2.fcidump")`))
	}
	return c.molecule(e, string(name))
}

// isMolecule tells whether a file name is that of the integrals of a molecule.
func isMolecule(name string) bool { return files.Extension(name) == ".fcidump" }

// molecule reads a Hamiltonian.
func (c ctx) molecule(e *lang.Call, name string) *Operator {
	d, err := files.ReadFCIDump(c.s.inPath(name))
	if err != nil {
		panic(stopped{code: ExitMachine, diag: diagnose("G0804", e, fmt.Sprintf("the file %s cannot be read", name), here("%s", err.Error()),
			help("integrals of a molecule as quantum chemistry programs write them: &FCI NORB=2, NELEC=2, MS2=0 &END, then lines of a value and four indices"))})
	}
	orbitals := mustRange(1, d.Orbitals)
	spins, err := sets.Labels("up", "dn")
	if err != nil {
		panic(err)
	}
	modes, err := sets.Product(orbitals, spins)
	if err != nil {
		panic(err)
	}
	m := &moleculeTerms{c: c, e: e, out: &Operator{space: &opSpace{modes, true}}}
	m.constant(d.Core)
	m.electrons(d)
	m.alike(d)
	m.unlike(d)
	m.about(d, orbitals)
	c.s.read = append(c.s.read, hashOf(m.values))
	return m.out
}

// moleculeTerms collects the terms of a Hamiltonian.
type moleculeTerms struct {
	c      ctx
	e      *lang.Call
	out    *Operator
	values []float64
}

// list are products of the same elementary operators with their coefficients.
type list struct {
	coef  []float64
	place [][]float64 // of each factor
}

// mode is the place of an orbital with a spin.
func mode(p, spin int) float64 { return float64(2*p + spin) }

func (l *list) add(coef float64, place ...float64) {
	if coef == 0 || len(l.coef) > maxIntegrals {
		return
	}
	if l.place == nil {
		l.place = make([][]float64, len(place))
	}
	l.coef = append(l.coef, coef)
	for i, p := range place {
		l.place[i] = append(l.place[i], p)
	}
}

func (m *moleculeTerms) constant(v float64) {
	m.out.terms = append(m.out.terms, opTerm{coef: m.c.complexOf(m.e, m.c.scalar(v)), text: "E"})
	m.values = append(m.values, v)
}

// sum adds the sum of a list; the texts are those of the coefficient, of the indices and of the places.
func (m *moleculeTerms) sum(l *list, inner, indices string, places ...string) {
	n := len(l.coef)
	if n == 0 {
		return
	}
	if n > maxIntegrals {
		fail("G1006", m.e, "this Hamiltonian has too many products of four operators", here("at most %d", maxIntegrals), help("fewer orbitals"))
	}
	g := m.c.g()
	set := mustRange(1, n)
	ax := m.c.s.axis(set, m.c.open)
	t := opTerm{coef: m.c.complexOf(m.e, &Array{Node: g.Table([]*ad.Axis{ax}, l.coef, ad.Real)}), inner: inner, sums: []opSum{{[]Dim{{ax, set}}, word.FindAllString(indices, -1), indices}}}
	for i, p := range l.place {
		kind := operator.Annihilate
		if i < len(l.place)/2 {
			kind = operator.Create
		}
		t.factors = append(t.factors, opFactor{kind, g.Table([]*ad.Axis{ax}, p, ad.Int), places[i]})
	}
	m.out.terms = append(m.out.terms, t)
	m.values = append(m.values, l.coef...)
}

// electrons is what each electron has alone.
func (m *moleculeTerms) electrons(d *files.FCIDump) {
	l := &list{}
	for s := range 2 {
		for p := range d.Orbitals {
			for q := range d.Orbitals {
				l.add(d.OneAt(s, p, q), mode(p, s), mode(q, s))
			}
		}
	}
	m.sum(l, "h_{pq}", "p, q, σ", "p,σ", "q,σ")
}

// alike is the repulsion of electrons of one spin, with its exchange.
func (m *moleculeTerms) alike(d *files.FCIDump) {
	l := &list{}
	for s := range 2 {
		for p := range d.Orbitals {
			for r := p + 1; r < d.Orbitals; r++ {
				for q := range d.Orbitals {
					for t := q + 1; t < d.Orbitals; t++ {
						l.add(d.TwoAt(s, s, p, q, r, t)-d.TwoAt(s, s, p, t, r, q), mode(p, s), mode(r, s), mode(t, s), mode(q, s))
					}
				}
			}
		}
	}
	m.sum(l, "((pq|rs) - (ps|rq))", "p < r, q < s, σ", "p,σ", "r,σ", "s,σ", "q,σ")
}

// unlike is the repulsion of electrons of opposite spins.
func (m *moleculeTerms) unlike(d *files.FCIDump) {
	l := &list{}
	for p := range d.Orbitals {
		for q := range d.Orbitals {
			for r := range d.Orbitals {
				for s := range d.Orbitals {
					l.add(d.TwoAt(0, 1, p, q, r, s), mode(p, 0), mode(r, 1), mode(s, 1), mode(q, 0))
				}
			}
		}
	}
	m.sum(l, "(pq|rs)", "p, q, r, s", "p,up", "r,dn", "s,dn", "q,up")
}

// about are the fields of the Hamiltonian: what the file says of the molecule.
func (m *moleculeTerms) about(d *files.FCIDump, orbitals *sets.Set) {
	sector := make(Tuple, 2)
	for s, name := range []string{"up", "dn"} {
		l := &list{}
		for p := range d.Orbitals {
			l.add(1, mode(p, s), mode(p, s))
		}
		n := &moleculeTerms{c: m.c, e: m.e, out: &Operator{space: m.out.space}}
		n.sum(l, "", "p", "p,"+name, "p,"+name)
		number := (d.Electrons + d.MS2) / 2
		if s == 1 {
			number = d.Electrons - number
		}
		sector[s] = Tuple{n.out, m.c.integer(number)}
	}
	r := &Record{Kind: "fcidump", Fields: map[string]Value{}}
	r.put("electrons", m.c.integer(d.Electrons))
	r.put("ms2", m.c.integer(d.MS2))
	r.put("orbitals", orbitals)
	r.put("modes", m.out.space.set)
	r.put("nuclei", m.c.scalar(d.Core))
	r.put("sector", sector)
	m.out.about = r
}
