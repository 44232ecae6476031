package exec

import (
	"fmt"
	"io"
	"strings"
)

// Dump writes the plan for people: stages, loops, steps, sizes.
func (p *Plan) Dump(w io.Writer) {
	fmt.Fprintf(w, "%d numbers, %.4g Mflop\n", len(p.flat), p.flops/1e6)
	for _, d := range p.domains {
		fmt.Fprintf(w, "%s: %d samples in %d tiles of %d, %d groups, %d rows kept (%.3g MB)\n",
			d.lane.Name, d.lane.Size, d.tiles, d.tile, d.groups, d.kept, 8e-6*float64(len(d.memory)))
	}
	for k, ph := range p.phases {
		fmt.Fprintf(w, "stage %d\n", k)
		var steps []step
		for _, t := range ph.steps {
			steps = append(steps, t.step)
		}
		dumpSteps(w, steps)
		for _, l := range ph.loops {
			fmt.Fprintf(w, "  for each tile of %s: %d rows (%.3g kB), %d coefficients, %d partial results\n",
				l.dom.lane.Name, l.rows, 8e-3*float64(l.rows*l.dom.stride), len(l.pack), l.part)
			dumpSteps(w, l.steps)
		}
	}
}

// dumpSteps writes steps; those of one recurrence are summed up by value.
func dumpSteps(w io.Writer, steps []step) {
	type group struct {
		kind   string
		steps  int
		els    int
		flops  float64
		origin *value
	}
	var groups []*group
	last := map[*value]*group{}
	for _, s := range membersOf(steps) {
		o := s.about()
		if o.v == nil {
			continue
		}
		g := last[o.v]
		if g == nil || g.kind != o.kind {
			g = &group{kind: o.kind, origin: o.v}
			groups = append(groups, g)
			last[o.v] = g
		}
		g.steps++
		g.els += len(o.els)
		g.flops += o.flops
	}
	for _, g := range groups {
		var axes []string
		for _, a := range g.origin.axes {
			axes = append(axes, fmt.Sprintf("%s:%d", a.Name, a.Size))
		}
		times := ""
		if g.steps > 1 {
			times = fmt.Sprintf(" in %d steps", g.steps)
		}
		fmt.Fprintf(w, "    %-22s [%s] %d elements%s, %.4g flop\n", g.kind, strings.Join(axes, " "), g.els, times, g.flops)
	}
}

// membersOf lists steps, those of strips one by one.
func membersOf(steps []step) []step {
	var out []step
	for _, s := range steps {
		if q, ok := s.(*strip); ok {
			out = append(out, q.members...)
		} else {
			out = append(out, s)
		}
	}
	return out
}
