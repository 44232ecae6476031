package interp

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive/inverse"
)

// Draws for Stein's identity: of models so many that they have a number of values, within limits; the draws of maps, which
// may be dear, are what the base and the map are found to be.
const (
	steinValues = 160000
	steinLeast  = 4000
	steinMost   = 40000
)

// stein judges draws of real numbers by Stein's identity ⟨f' + f ∂log p/∂x⟩ = 0 with f = sin(x), which needs neither
// the normalisation nor an integral: it holds on the line and on the circle.
func (j *court) stein(m *specimen) {
	if j.ends(m.src) {
		return // there are terms at the ends
	}
	types, names, ok := j.variables(m.src)
	if !ok {
		return
	}
	values := map[string]Value{"law_p": j.asValue(m.src), "law_log": j.logDensity(m)}
	x := strings.Join(names, ", ")
	pattern := x
	if len(names) > 1 {
		pattern = "(" + x + ")"
	}
	size := 0
	for _, t := range types {
		size += ad.Elements(axesOf(j.c.dimsOver(t.Dims)))
	}
	samples := steinLeast
	if m.src.inst != nil {
		samples = min(steinMost, max(steinLeast, steinValues/size))
	}
	for k, t := range types {
		if t.Set != nil {
			continue
		}
		clauses, index, over := "", "", ""
		for d, set := range t.Dims {
			name := fmt.Sprintf("law_I%d", d)
			values[name] = set
			clauses += fmt.Sprintf(", law_i%d in %s", d, name)
			index += fmt.Sprintf(",law_i%d", d)
			over += ", " + name
		}
		annotation := "real"
		if over != "" {
			annotation, index = "real["+over[2:]+"]", "["+index[1:]+"]"
		}
		others := append([]string{}, names...)
		others[k] = "law_y"
		slope := fmt.Sprintf("grad((law_y: %s) -> law_log(%s))(%s)", annotation, strings.Join(others, ", "), names[k])
		term := fmt.Sprintf("cos(%[1]s%[2]s) + sin(%[1]s%[2]s)*%[3]s%[2]s", names[k], index, slope)
		if clauses != "" {
			term = fmt.Sprintf("{ law_g = %s; sum(cos(%[2]s%[3]s) + sin(%[2]s%[3]s)*law_g%[3]s for %[4]s) }", slope, names[k], index, clauses[2:])
		}
		what := ""
		if len(types) > 1 {
			what = " in " + strings.TrimSuffix(names[k], "′")
		}
		j.law("⟨∂f + f ∂log p⟩ = 0"+what, "σ", lawSigma, func() (float64, string) {
			if m.repeats(k) {
				panic(unjudged("some values have a probability of their own"))
			}
			if inst := m.src.inst; inst != nil && inst.tmpl.decl.Propto && j.c.oddPeriod(m.src.node, inst, k) {
				panic(unjudged("the density may be periodic, and sin(x) then has terms at the ends of a cell"))
			}
			e, ok := j.eval(values, fmt.Sprintf("mean(%s for %s ~ law_p, samples = %d)", term, pattern, samples)).(*Estimate)
			if !ok || e.est.Err() == 0 {
				panic(unjudged("no draws"))
			}
			return math.Abs(e.est.Mean()) / e.est.Err(), ""
		})
	}
}

// ends tells whether a density may end: a map that takes the line to the line takes a density that ends to one that ends.
func (j *court) ends(src *source) bool {
	if slices.ContainsFunc(j.c.supportOf(src), func(e extent) bool { return e.iv != inverse.Line }) {
		return true
	}
	return src.dist != nil && src.dist.push != nil && j.ends(src.dist.push.base)
}

// repeats tells whether a real variable of a normalised distribution takes a value more than once.
func (m *specimen) repeats(k int) bool {
	if m.src.inst != nil && m.src.inst.tmpl.decl.Propto {
		return false
	}
	d := m.draws(200)
	a := d.vars[k]
	seen := map[float64]bool{}
	at := a.Node.Strides([]*ad.Axis{d.lane})
	for i, v := range m.s.evaluate(nil, a.Node)[0] {
		if at[0] > 0 && i/at[0]*at[0] == i && i%(at[0]*d.lane.Size) == i {
			if seen[v] {
				return true
			}
			seen[v] = true
		}
	}
	return false
}
