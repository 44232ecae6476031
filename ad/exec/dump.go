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
	g := &groups{dumper: d, last: map[string]*group{}}
	for _, t := range ph.steps {
		o := t.about()
		x := figures{flops: o.flops, bytes: 24 * float64(len(o.els)), predicted: d.costs.numbers(t.step)}
		if d.plan.timing != nil {
			x.measured = d.plan.timing.steps[t.step]
		}
		g.add([]step{t.step}, x)
	}
	g.write()
	for _, l := range ph.loops {
		fmt.Fprintf(d.w, "  for each tile of %s: %d rows (%.3g kB), %d coefficients, %d partial results\n",
			l.dom.lane.Name, l.rows, 8e-3*float64(l.rows*l.dom.stride), len(l.pack), l.part)
		for _, s := range l.steps {
			if q, ok := s.(*strip); ok {
				g.add(q.members, d.line(l, s, false)).addMembers(d, l, q.members)
			} else {
				g.add([]step{s}, d.line(l, s, false))
			}
		}
		g.write()
		if t := d.plan.timing; t != nil {
			d.other("packing coefficients", t.pack[l])
			d.other("clearing and merging partial results", t.merge[l])
		}
	}
}

// line is what there is to say of a step of a loop.
func (d *dumper) line(l *loop, s step, near bool) figures {
	n := float64(l.dom.lane.Size)
	x := figures{flops: n * s.about().flops, predicted: d.costs.row(s, n, near) + float64(l.dom.tiles)*d.costs.dispatch}
	if q, ok := s.(*strip); ok {
		for _, m := range q.members {
			x.bytes += n * rowBytes(m)
		}
	} else {
		x.bytes = n * rowBytes(s)
	}
	if d.plan.timing != nil {
		x.measured = d.plan.timing.steps[s]
	}
	return x
}

// groups sum up the steps that compute the same values, one value or those of a strip: in a recurrence there are many.
type groups struct {
	*dumper
	list []*group
	last map[string]*group
}

type group struct {
	figures
	origin  *origin
	steps   int
	els     int
	members []*group // of strips
}

// add adds figures to the group of what steps compute.
func (g *groups) add(steps []step, x figures) *group {
	key := ""
	for _, s := range steps {
		key += fmt.Sprintf("%p %s ", s.about().v, s.about().kind)
	}
	q := g.last[key]
	if q == nil {
		q = &group{origin: steps[0].about()}
		g.list = append(g.list, q)
		g.last[key] = q
	}
	q.steps++
	q.els += len(steps[0].about().els)
	q.figures.add(x)
	return q
}

// addMembers adds the members of a strip to the members of its group.
func (q *group) addMembers(d *dumper, l *loop, members []step) {
	if q.members == nil {
		q.members = make([]*group, len(members))
		for i, m := range members {
			q.members[i] = &group{origin: m.about(), figures: figures{untimed: true}}
		}
	}
	for i, m := range members {
		q.members[i].steps++
		q.members[i].els += len(m.about().els)
		q.members[i].figures.add(d.line(l, m, true))
	}
}

// write writes the groups so far and forgets them.
func (g *groups) write() {
	for _, q := range g.list {
		if q.origin.v == nil {
			continue
		}
		g.total.add(q.figures)
		if q.members == nil {
			g.put(q.origin.kind, q.shape(), q.figures)
			continue
		}
		g.put(fmt.Sprintf("strips of %d rows:", stripRows), "", q.figures)
		for _, m := range q.members {
			g.put("  "+m.origin.kind, m.shape(), m.figures)
		}
	}
	g.list = nil
	clear(g.last)
}

// shape tells what is computed: axes, elements, steps.
func (q *group) shape() string {
	var axes []string
	for _, a := range q.origin.v.axes {
		axes = append(axes, fmt.Sprintf("%s:%d", a.Name, a.Size))
	}
	text := fmt.Sprintf("[%s] %d", strings.Join(axes, " "), q.els)
	if q.steps > 1 {
		text += fmt.Sprintf(" in %d steps", q.steps)
	}
	return text
}
