package interp

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/operator"
	"github.com/gibbs-lang/gibbs/lang"
)

// What energies are judged by: the V-score, the exact ground state where it is known, and whether samples that agree mean
// an eigenstate.

// knownSites is the largest number of sites for which a sampled energy is compared with that of the ground state.
const knownSites = 12

// judge gives an energy its V-score N Var/(E - E∞)² (Wu et al., Science 386, 296 (2024)): N is the number of sites, or of
// particles, E∞ the mean of H over all states, or over those with as many particles where all samples have as many.
func (c ctx) judge(spec *expectSpec, e *Estimate, particles float64, conserved bool) {
	m := spec.energy
	h, ok := m.h.(*Operator)
	if !ok || len(c.open) > 0 || h.drawn() {
		return
	}
	terms := c.terms(m.at, h)
	sites := h.space.set.Size()
	number, sector := float64(sites), -1
	if m.count != nil {
		number = particles
		if conserved {
			sector = int(math.Round(particles))
		}
	}
	d := e.mean() - operator.Average(sites, terms, sector)
	e.of.vscore = number * e.of.variance / (d * d)
	if !e.exact {
		c.belowGround(spec.node, e, sites, terms)
		c.oneConfiguration(spec, e, terms)
	}
}

// belowGround warns of a sampled energy below the exact one.
func (c ctx) belowGround(n lang.Node, e *Estimate, sites int, terms []operator.Term) {
	if sites > knownSites {
		return
	}
	states, ok := operator.NewMatrix(sites, terms).Lowest(1, func() bool { return c.s.opts.Context.Err() != nil })
	if !ok || !(e.mean()+5*e.est.Err() < states[0].Energy-1e-9*(1+math.Abs(states[0].Energy))) {
		return
	}
	c.warn("G1040", n, fmt.Sprintf("the energy %s lies below that of the ground state", e), here("the lowest eigenvalue is %s", number(states[0].Energy)),
		why("no state has an energy below the lowest eigenvalue: the samples are not those of |ψ|²"),
		help("look at .rhat, and at the acceptance of mcmc(born(ψ)); with samples = %d all configurations are summed up", 1<<sites))
}

// oneConfiguration warns where all samples are one configuration, which is no eigenstate.
func (c ctx) oneConfiguration(spec *expectSpec, e *Estimate, terms []operator.Term) {
	if e.of.variance > 1e-18*(1+e.mean()*e.mean()) {
		return
	}
	m := spec.energy
	x := m.x[0].(*Array)
	first, all := c.firstSample(spec.node, x)
	if !all {
		return
	}
	at := *m
	unit := c.amplitude(m.at, m.psi, []Value{c.hidden(c.sampleTable(x, [][]float64{first}, nil))})
	probes := neighbours(first, m.h.(*Operator).space, terms)
	lane := c.s.laneAxis(len(probes))
	in := c.with(lane)
	at.x = []Value{c.sampleTable(x, probes, lane)}
	variance := 0.0
	for _, r := range c.s.evaluate(spec.node, in.residualAt(&at, e.mean(), unit))[0] {
		variance += r
	}
	if !(variance > 1e-6*(1+e.mean()*e.mean())) {
		return
	}
	c.warn("G1041", spec.node, "all samples are one configuration, and it is no eigenstate", here("the variance of H in %s is %s", sampleText(first), number(variance)),
		why("samples that agree mean an eigenstate only where other configurations are seen"),
		help("start from parameters that spread |ψ|² over many configurations, and train with smaller steps"))
}

// firstSample is the first of the configurations that were drawn, and whether all are the same.
func (c ctx) firstSample(n lang.Node, x *Array) (first []float64, same bool) {
	v := c.s.evaluate(n, x.Node)[0]
	sites := axesOf(x.Dims)
	lanes := ad.Without(x.Node.Axes, sorted(sites))
	same = true
	ad.Each(lanes, [][]int{x.Node.Strides(lanes)}, func(from []int) {
		sample := readSample(v, x.Node, sites, from[0])
		if first == nil {
			first = sample
		}
		same = same && slices.Equal(first, sample)
	})
	return first, same
}

// readSample takes the elements of one sample from the values of a node.
func readSample(v []float64, n *ad.Node, sites []*ad.Axis, from int) []float64 {
	var out []float64
	ad.Each(sites, [][]int{n.Strides(sites)}, func(at []int) { out = append(out, v[from+at[0]]) })
	return out
}

// sampleTable is a configuration, or several along an axis, in the place of another one.
func (c ctx) sampleTable(x *Array, samples [][]float64, lane *ad.Axis) *Array {
	axes := axesOf(x.Dims)
	values := samples[0]
	if lane != nil {
		axes = append(axes, lane)
		values = make([]float64, 0, len(samples)*len(samples[0]))
		for i := range samples[0] {
			for _, s := range samples {
				values = append(values, s[i])
			}
		}
	}
	return &Array{Node: c.g().Table(axes, values, x.Node.Type), Dims: x.Dims, Set: x.Set}
}

// neighbours are a configuration and those that the terms of an operator connect with it.
func neighbours(x []float64, space *opSpace, terms []operator.Term) [][]float64 {
	out := [][]float64{x}
	for _, t := range terms {
		y := slices.Clone(x)
		for _, f := range t.Factors {
			switch {
			case f.Kind == operator.Z:
			case space.fermions:
				y[f.Site] = 1 - y[f.Site]
			default:
				y[f.Site] = -y[f.Site]
			}
		}
		if len(out) < maxNeighbours && !slices.ContainsFunc(out, func(z []float64) bool { return slices.Equal(z, y) }) {
			out = append(out, y)
		}
	}
	return out
}

// maxNeighbours is the largest number of configurations around one that are looked at.
const maxNeighbours = 256

// sampleText writes a configuration.
func sampleText(x []float64) string {
	const shown = 40
	var b strings.Builder
	for i, v := range x {
		if i > 0 {
			b.WriteString(", ")
		}
		if i == shown {
			b.WriteString("…")
			break
		}
		b.WriteString(number(v))
	}
	return "[" + b.String() + "]"
}

// whereBadState tells the first configuration that counts and has a local energy that is not finite.
func (c ctx) whereBadState(spec *expectSpec, b *sampledBody) option {
	if spec.energy == nil {
		return func(*lang.Diagnostic) {}
	}
	g := c.g()
	return c.whereBad(spec, c.s.evaluate(spec.node, g.Select(g.Apply(ad.Le, b.weight, g.Const(0)), g.Const(0), b.f))[0])
}

// whereBad tells the configuration of the first sample at which a local energy is not finite.
func (c ctx) whereBad(spec *expectSpec, v []float64) option {
	k := slices.IndexFunc(v, func(f float64) bool { return math.IsNaN(f) || math.IsInf(f, 0) })
	if spec.energy == nil || k < 0 {
		return func(*lang.Diagnostic) {}
	}
	var parts []string
	for _, value := range spec.energy.x {
		x := value.(*Array)
		lanes := ad.Without(x.Node.Axes, sorted(axesOf(x.Dims)))
		from := 0
		if len(lanes) == 1 {
			from = k * x.Node.Strides(lanes)[0]
		}
		parts = append(parts, sampleText(readSample(c.s.evaluate(spec.node, x.Node)[0], x.Node, axesOf(x.Dims), from)))
	}
	return here("first at the configuration %s", strings.Join(parts, ", "))
}
