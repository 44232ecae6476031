package interp

import (
	"fmt"
	"math"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/exec"
	"github.com/gibbs-lang/gibbs/interp/optim"
	"github.com/gibbs-lang/gibbs/lang"
	"gonum.org/v1/gonum/mat"
)

// Natural gradients (sr): the metric comes from the scores of the samples, whose derivatives are taken sample by sample.
//
// For draws from p it is the Fisher matrix, cov(∂ log p). For draws from |ψ|² it is twice the quantum one,
// 2 Re cov(∂ log ψ), so that with the gradient 2 Re⟨(E_loc - E)* ∂ log ψ⟩ the step is S⁻¹ Re⟨(E_loc - E)* ∂ log ψ⟩: that of
// an imaginary time. Several expectations add their metrics; where no parameter enters two of them, as p and ψ
// of a density matrix, the matrix falls into blocks.

// score is what the samples of an expectation say about parameters.
type score struct {
	log, phase *ad.Node // log p, or log ψ and its phase
	quantum    bool
	axis       *ad.Axis
	weight     *ad.Node // probabilities of the values along the axis; nil for samples
}

// noteScore tells an objective what the values along an axis say about parameters.
func (c ctx) noteScore(axis *ad.Axis, logp, weight *ad.Node, psi Value, x []Value) {
	if c.obj == nil || !axis.Lane {
		return
	}
	s := score{log: logp, axis: axis, weight: weight}
	if psi != nil {
		s.quantum = true
		s.log, s.phase = c.g().Apply(ad.Mul, c.g().Const(0.5), logp), c.amplitude(nil, psi, x).phase
	}
	c.obj.scores = append(c.obj.scores, s)
}

// natural prepares and takes the steps of sr.
type natural struct {
	method optim.Natural
	plan   *exec.Plan
	parts  []naturalPart
	matrix *mat.Dense
	packed []int // where each store begins
	total  int
	g      []float64
}

// naturalPart is the derivative of one score by one parameter: an output of the plan. One without a leaf stands for weights.
type naturalPart struct {
	row, samples int // of the matrix
	factor       float64
	weight       int // output with the weights of the values; -1 for samples, which have equal ones
	leaf         *ad.Leaf
	first        int   // column of the store
	element      []int // offset of each element in the value
	stride       int   // between samples
}

// newNatural plans the scores of an objective.
func (t *training) newNatural(method optim.Natural) *natural {
	g := t.c.g()
	if len(t.obj.scores) == 0 {
		fail("G0711", t.act.Using, "sr needs the scores of draws, and this objective has none", why("the metric of a natural gradient is the spread of ∂ log p over the samples"),
			help("using adam(1e-3), or draws of discrete variables or of |ψ|²"))
	}
	n := &natural{method: method}
	for _, p := range t.params {
		n.packed = append(n.packed, n.total)
		n.total += p.leaf.Len
	}
	rows := 0
	var outs []exec.Output
	for _, s := range t.obj.scores {
		logs := []*ad.Node{s.log}
		weight, at := 1.0, -1
		if s.weight != nil {
			at = len(outs)
			outs = append(outs, exec.Output{Node: s.weight})
			n.parts = append(n.parts, naturalPart{})
		}
		if s.quantum {
			weight = 2
			if dependsOnParams(s.phase) {
				logs = append(logs, s.phase)
			}
		}
		for _, l := range logs {
			for k, p := range t.params {
				d, err := g.Grad(l, []*ad.Node{p.node}, s.axis)
				if err != nil {
					t.c.derivativeError(t.act.X, err)
				}
				if v, ok := d[0].Scalar(); ok && v == 0 {
					continue
				}
				axes := append(append([]*ad.Axis{}, p.leaf.Axes...), s.axis)
				st := d[0].Strides(axes)
				part := naturalPart{row: rows, samples: s.axis.Size, factor: weight, weight: at, leaf: p.leaf, first: n.packed[k], stride: st[len(st)-1]}
				ad.Each(p.leaf.Axes, [][]int{st[:len(st)-1]}, func(at []int) { part.element = append(part.element, at[0]) })
				n.parts = append(n.parts, part)
				outs = append(outs, exec.Output{Node: d[0]})
			}
			rows += s.axis.Size
		}
	}
	if size := rows * n.total; size > maxPerSample {
		fail("G0711", t.act.Using, fmt.Sprintf("the scores of %d samples are %d numbers, too many for sr", rows, size), here("at most %d", maxPerSample),
			help("using adam(1e-3), or with batch = %d", max(1, maxPerSample/n.total)))
	}
	n.plan = t.c.s.compile(t.act.X, outs)
	n.matrix = mat.NewDense(max(1, rows), n.total, nil)
	n.g = make([]float64, n.total)
	return n
}

// direct turns gradients into natural ones.
func (n *natural) direct(t *training, grads [][]float64) {
	if err := n.plan.Run(t.env); err != nil {
		fail("G0901", t.act, err.Error())
	}
	n.matrix.Zero()
	for k, part := range n.parts {
		if part.leaf == nil {
			continue
		}
		var w []float64
		if part.weight >= 0 {
			w = n.plan.Value(part.weight)
		}
		part.fill(n.matrix, n.plan.Value(k), w)
	}
	for k, g := range grads {
		copy(n.g[n.packed[k]:], g)
	}
	x := n.method.Direct(n.matrix, n.g)
	for k, g := range grads {
		copy(g, x[n.packed[k]:])
	}
}

// fill writes centred scores, scaled so that the product of the matrix with itself is the metric.
func (p *naturalPart) fill(m *mat.Dense, v, weights []float64) {
	weight := func(k int) float64 {
		if weights == nil {
			return 1 / float64(p.samples)
		}
		return weights[k]
	}
	for e, off := range p.element {
		col := e
		if p.leaf.Index != nil {
			if col = int(p.leaf.Index[e]); col < 0 {
				continue
			}
		}
		mean := 0.0
		for k := range p.samples {
			if w := weight(k); w > 0 {
				mean += w * v[off+k*p.stride]
			}
		}
		for k := range p.samples {
			if w := weight(k); w > 0 {
				m.Set(p.row+k, p.first+col, math.Sqrt(p.factor*w)*(v[off+k*p.stride]-mean))
			}
		}
	}
}

// makeNatural is sr(rate, shift = 1e-3, trust = inf).
func (c ctx) makeNatural(e *lang.Call) Value {
	o := &optimiser{name: "sr", method: optim.SGD{}}
	n := optim.DefaultNatural
	for i, a := range e.Args {
		if a.Name == nil {
			if i > 0 {
				fail("G0502", a, "sr has one argument without a name, the rate", here("%s", optimiserDocs["sr"]), help("sr(0.02)"))
			}
			o.schedule, o.constant = c.scheduleOf(a.X)
			continue
		}
		v := func() float64 { return c.known1(a.X, c.real(a.X)) }
		switch a.Name.Id {
		case "shift":
			n.Shift = v()
		case "trust":
			n.Trust = v()
		default:
			c.unknownOption(a.Name, []string{"shift", "trust"})
		}
	}
	if !(n.Shift > 0 && n.Trust > 0) {
		fail("G0703", e, "shift and trust of sr are positive", here("%s", optimiserDocs["sr"]), help("sr(0.02, shift = 1e-3)"))
	}
	if o.schedule == nil {
		fail("G0502", e, "sr takes its rate, a step in imaginary time", here("%s", optimiserDocs["sr"]), help("sr(0.02)"))
	}
	o.natural = &n
	return &Record{Kind: "sr", Data: o}
}
