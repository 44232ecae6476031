package interp

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive"
	"github.com/gibbs-lang/gibbs/ad/exec"
	"github.com/gibbs-lang/gibbs/ad/kernel"
	"github.com/gibbs-lang/gibbs/interp/estimate"
	"github.com/gibbs-lang/gibbs/lang"
)

// specimen is a distribution under examination: its draws, all of its joint values, and draws made the slow way.
type specimen struct {
	s    *Session
	c    ctx
	src  *source
	name string // in the streams of its draws
}

// enumeration is all joint values of a distribution along an axis.
type enumeration struct {
	axis   *ad.Axis
	vars   []*Array
	logp   *ad.Node
	values [][]float64 // of the variables that are drawn
	log    []float64
}

func (m *specimen) enumerate() *enumeration {
	_, count, _ := m.src.support()
	e := &enumeration{axis: m.s.laneAxis(int(count))}
	var v Value
	v, e.logp = m.c.enumerate(m.src, e.axis)
	e.vars = arraysOf(v)
	e.values = m.s.evaluate(nil, nodesOf(e.vars)...)
	e.log = m.s.evaluate(nil, e.logp)[0]
	if len(e.log) == 1 { // one density for all values
		e.log = slices.Repeat(e.log, e.axis.Size)
	}
	return e
}

// arraysOf are the variables of a draw.
func arraysOf(v Value) []*Array {
	if a, ok := v.(*Array); ok {
		return []*Array{a}
	}
	var out []*Array
	for _, x := range v.(Tuple) {
		out = append(out, x.(*Array))
	}
	return out
}

func nodesOf(vars []*Array) []*ad.Node {
	out := make([]*ad.Node, len(vars))
	for i, a := range vars {
		out[i] = a.Node
	}
	return out
}

// jointKey names the joint values of one sample.
func jointKey(vars []*Array, values [][]float64, lane *ad.Axis, sample int) string {
	var b strings.Builder
	for k, a := range vars {
		axes := append(axesOf(a.Dims), lane)
		st := a.Node.Strides(axes)
		last := len(st) - 1
		ad.Each(axes[:last], [][]int{st[:last]}, func(at []int) { fmt.Fprint(&b, values[k][at[0]+sample*st[last]], " ") })
	}
	return b.String()
}

// table finds the place of joint values in an enumeration.
func (e *enumeration) table() map[string]int {
	out := map[string]int{}
	for i := range e.log {
		out[jointKey(e.vars, e.values, e.axis, i)] = i
	}
	return out
}

// drawing is a trace of draws along an axis of samples, with their log-density.
type drawing struct {
	lane *ad.Axis
	vars []*Array
	logp *ad.Node
}

// draws draws; score holds draws for derivatives, as the score function does.
func (m *specimen) draws(samples int) *drawing { return m.drawsScored(samples, true) }

func (m *specimen) drawsScored(samples int, score bool) *drawing {
	d := &drawing{lane: m.s.laneAxis(samples)}
	in := m.c.with(d.lane)
	in.path, in.sampling = m.name, true
	v, t := in.draw(m.src, []*ad.Axis{d.lane}, score)
	d.vars = arraysOf(v)
	if m.src.dist != nil {
		d.logp = in.sourceDensity(nil, m.src, arrays(d.vars))
	} else {
		d.logp = in.densityTrace(nil, m.src.inst, t.vars).logp
	}
	return d
}

// counts says how often each joint value of an enumeration is drawn.
func (m *specimen) counts(e *enumeration, d *drawing, values [][]float64) []float64 {
	table := e.table()
	out := make([]float64, len(e.log))
	for i := range d.lane.Size {
		out[table[jointKey(d.vars, values, d.lane, i)]]++
	}
	return out
}

// chiSquare compares counts with log-probabilities: how many standard deviations χ² lies above its mean.
func chiSquare(counts, log []float64) float64 {
	chi, freedom := chiSquared(counts, log)
	return (chi - freedom) / math.Sqrt(2*freedom)
}

// chiSquared is χ² of counts against log-probabilities, and its degrees of freedom, NaN if there are none. Values expected
// less than eight times are counted together with those that follow, until eight are expected.
func chiSquared(counts, log []float64) (chi, freedom float64) {
	total := 0.0
	for _, n := range counts {
		total += n
	}
	bins := -1.0
	restN, restP := 0.0, 0.0
	add := func(n, want float64) {
		chi += (n - want) * (n - want) / want
		bins++
	}
	for i, n := range counts {
		want := total * math.Exp(log[i])
		if want == 0 && n > 0 {
			return math.Inf(1), 1
		}
		if want < 8 {
			if restN, restP = restN+n, restP+want; restP < 8 {
				continue
			}
			n, want, restN, restP = restN, restP, 0, 0
		}
		add(n, want)
	}
	if bins < 1 {
		bins = math.NaN()
	}
	return chi, bins
}

// randomNumbers are the random leaves of a run, as exec numbers them.
func randomNumbers(seed, step uint64) func(l *ad.Leaf, e int) float64 {
	return func(l *ad.Leaf, e int) float64 {
		sample, at, size := 0, 0, 1
		for k := len(l.Axes) - 1; k >= 0; k-- {
			p := e % l.Axes[k].Size
			e /= l.Axes[k].Size
			if l.Axes[k].Lane {
				sample = p
				continue
			}
			at += p * size
			size *= l.Axes[k].Size
		}
		var out [1]float64
		draw := kernel.Uniform
		if l.Kind == ad.NormalLeaf {
			draw = kernel.Normal
		}
		draw(out[:], [2]uint64{seed, l.Stream}, uint64(at), step, 0, uint64(sample))
		return out[0]
	}
}

// drawLeaves are the draws that read each other.
func drawLeaves(nodes []*ad.Node) (refs []*ad.Node) {
	seen := map[*ad.Node]bool{}
	for _, n := range nodes {
		visit(n, func(m *ad.Node) {
			if m.Leaf == nil || seen[m] {
				return
			}
			if d, ok := m.Leaf.Attach.(*definition); ok && d.draw {
				seen[m] = true
				refs = append(refs, m)
			}
		})
	}
	return refs
}

// naive draws element by element from scratch, and evaluates nodes with what was drawn.
func (m *specimen) naive(step uint64, nodes ...*ad.Node) ([][]float64, error) {
	bind := ad.Bindings{Params: m.s.store, Inputs: map[*ad.Leaf][]float64{}, Random: randomNumbers(m.s.opts.Seed, step)}
	for l, v := range m.s.bound {
		bind.Inputs[l] = v
	}
	if refs := drawLeaves(nodes); len(refs) > 0 {
		sched, err := derive.Order(nodes, nil)
		if err != nil {
			return nil, err
		}
		bind.Inputs, err = derive.Naive(sched, refs, bind)
		if err != nil {
			return nil, err
		}
	}
	r := ad.NewReference(bind)
	out := make([][]float64, len(nodes))
	for i, n := range nodes {
		v, err := r.Array(n)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

// rehearsal prepares the training that an action describes, without making a step.
func (c ctx) rehearsal(action string) *training {
	prog, diags := lang.Parse(lang.NewSource("law", "fit = "+action+"\n"))
	if len(diags) > 0 {
		panic("interp: an action that cannot be read: " + action)
	}
	c.path = action
	tr := &training{c: c, act: prog.Stmts[0].(*lang.Equation).Act, sign: 1, batch: 1000, steps: 1000, samples: 1000}
	tr.options()
	tr.trace()
	tr.choose()
	tr.prepare()
	return tr
}

// gradientAt is the gradient of a step, all parameters one after the other.
func (t *training) gradientAt(step int) []float64 {
	t.env.Step = uint64(step)
	t.batches.fill(step, t.env.Inputs)
	t.c.s.runPlan(nil, t.plan, t.env)
	var out []float64
	for i := range t.params {
		out = append(out, t.plan.Value(i+2)...)
	}
	return out
}

// moments gathers gradients of independent batches.
func (t *training) moments(batches int) []estimate.Moments {
	return momentsOver(batches, t.gradientAt)
}

// momentsOver gathers lists of numbers, one list for each step from 1 on.
func momentsOver(steps int, at func(step int) []float64) []estimate.Moments {
	var out []estimate.Moments
	for step := 1; step <= steps; step++ {
		list := at(step)
		if out == nil {
			out = make([]estimate.Moments, len(list))
		}
		for i, x := range list {
			out[i].Add(x)
		}
	}
	return out
}

// deviation is the largest distance between means and what they should be, in standard errors.
func deviation(got []estimate.Moments, want []float64, factor float64) float64 {
	worst := 0.0
	for i := range got {
		err := math.Sqrt(got[i].Variance() / float64(got[i].N()))
		worst = math.Max(worst, math.Abs(got[i].Mean()-factor*want[i])/(err+1e-12))
	}
	return worst
}

// gradients are the derivatives of a number with respect to parameters and inputs, in the order of their storage.
func (s *Session) gradients(y *ad.Node, leaves []*ad.Node) ([]exec.Output, error) {
	grads, err := s.g.VJP([]*ad.Node{y}, []*ad.Node{s.g.Const(1)}, leaves)
	if err != nil {
		return nil, err
	}
	outs := make([]exec.Output, len(grads))
	for k, d := range grads {
		outs[k] = exec.Output{Node: d, Pack: leaves[k].Leaf}
	}
	return outs, nil
}
