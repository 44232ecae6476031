package exec

import (
	"fmt"
	"io"
	"strings"
)

// Dump writes the plan for people: stages, loops and steps, each with the shape of what it computes, its arithmetic, what
// it reads and writes, and how long it should take on one worker; after Measure also how long it took.
func (p *Plan) Dump(w io.Writer) {
	d := &dumper{w: w, plan: p, costs: measured()}
	fmt.Fprintf(w, "%d numbers, %.4g Mflop\n", len(p.flat), p.flops/1e6)
	for _, x := range p.domains {
		fmt.Fprintf(w, "%s: %d samples in %d tiles of %d, %d groups, %d rows kept (%.3g MB)\n",
			x.lane.Name, x.lane.Size, x.tiles, x.tile, x.groups, x.kept, 8e-6*float64(len(x.memory)))
	}
	fmt.Fprintf(w, "%s%s\n", strings.Repeat(" ", 62), "     Mflop        MB     µs, predicted  measured")
	for k, ph := range p.phases {
		d.stage(k, ph)
	}
	if t := p.timing; t != nil {
		d.other("copying parameters and outputs", t.results+t.bind)
	}
	d.put("all steps", "", d.total)
}

// dumper writes a plan.
type dumper struct {
	w     io.Writer
	plan  *Plan
	costs *costs
	total figures
}

// figures is a line of the dump, summed up over the steps that it stands for.
type figures struct {
	flops, bytes, predicted, measured float64
	untimed                           bool // part of a step that was timed as a whole
}

func (a *figures) add(b figures) {
	a.flops, a.bytes = a.flops+b.flops, a.bytes+b.bytes
	a.predicted, a.measured = a.predicted+b.predicted, a.measured+b.measured
}

func (d *dumper) put(name, shape string, x figures) {
	took := ""
	if d.plan.timing != nil && !x.untimed {
		took = fmt.Sprintf("%9.4g", 1e6*x.measured)
	}
	fmt.Fprintf(d.w, "    %-24s %-32s %10.4g %9.3g %17.4g %s\n", name, shape, x.flops/1e6, x.bytes/1e6, 1e6*x.predicted, took)
}

// other writes a line for work that is no step.
func (d *dumper) other(name string, measured float64) {
	if d.plan.timing != nil {
		d.total.measured += measured
		fmt.Fprintf(d.w, "    %-57s %48.4g\n", name, 1e6*measured)
	}
}

func (d *dumper) stage(k int, ph *phase) {
	fmt.Fprintf(d.w, "stage %d\n", k)
	g := &groups{dumper: d, last: map[*value]*group{}}
	for _, t := range ph.steps {
		o := t.about()
		x := figures{flops: o.flops, bytes: 24 * float64(len(o.els)), predicted: d.costs.numbers(t.step)}
		if d.plan.timing != nil {
			x.measured = d.plan.timing.steps[t.step]
		}
		g.add(o, x)
	}
	g.write()
	for _, l := range ph.loops {
		fmt.Fprintf(d.w, "  for each tile of %s: %d rows (%.3g kB), %d coefficients, %d partial results\n",
			l.dom.lane.Name, l.rows, 8e-3*float64(l.rows*l.dom.stride), len(l.pack), l.part)
		for _, s := range l.steps {
			d.step(g, l, s)
		}
		g.write()
		if t := d.plan.timing; t != nil {
			d.other("packing coefficients", t.pack[l])
			d.other("clearing and merging partial results", t.merge[l])
		}
	}
}

// step notes a step of a loop. A strip comes as a whole, and then its members.
func (d *dumper) step(g *groups, l *loop, s step) {
	line := func(s step, near bool) figures {
		n := float64(l.dom.lane.Size)
		x := figures{flops: n * s.about().flops, bytes: n * rowBytes(s), predicted: d.costs.row(s, n, near)}
		x.predicted += float64(l.dom.tiles) * d.costs.dispatch
		if d.plan.timing != nil {
			x.measured = d.plan.timing.steps[s]
		}
		return x
	}
	q, ok := s.(*strip)
	if !ok {
		g.add(s.about(), line(s, false))
		return
	}
	g.write()
	x := line(s, false)
	x.bytes = 0
	for _, m := range q.members {
		x.bytes += line(m, true).bytes
	}
	d.total.add(x)
	d.put(fmt.Sprintf("strips of %d rows:", stripRows), "", x)
	for _, m := range q.members {
		x := line(m, true)
		x.untimed = true
		d.put("  "+m.about().kind, shape(m.about().v, len(m.about().els), 1), x)
	}
}

// groups sum up the steps of one value: those of a recurrence are many.
type groups struct {
	*dumper
	list []*group
	last map[*value]*group
}

type group struct {
	figures
	origin *origin
	steps  int
	els    int
}

func (g *groups) add(o *origin, x figures) {
	if o.v == nil {
		return
	}
	q := g.last[o.v]
	if q == nil || q.origin.kind != o.kind {
		q = &group{origin: o}
		g.list = append(g.list, q)
		g.last[o.v] = q
	}
	q.steps++
	q.els += len(o.els)
	q.figures.add(x)
}

// write writes the groups so far and forgets them.
func (g *groups) write() {
	for _, q := range g.list {
		g.total.add(q.figures)
		g.put(q.origin.kind, shape(q.origin.v, q.els, q.steps), q.figures)
	}
	g.list = nil
	clear(g.last)
}

// shape tells what is computed: axes, elements, steps.
func shape(v *value, els, steps int) string {
	var axes []string
	for _, a := range v.axes {
		axes = append(axes, fmt.Sprintf("%s:%d", a.Name, a.Size))
	}
	text := fmt.Sprintf("[%s] %d", strings.Join(axes, " "), els)
	if steps > 1 {
		text += fmt.Sprintf(" in %d steps", steps)
	}
	return text
}
