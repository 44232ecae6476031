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
	axes       []*ad.Axis // of samples, and of values that are summed up: those of what is around first
	group      int        // samples of one distribution, which lie side by side
	weight     *ad.Node   // probabilities of the latter; nil if there are none
	shares     float64    // samples that share the weight one
}

// noteScore tells an objective what the values along an axis, and those of what is around, say about parameters; weight is of those
// that are summed up.
func (c ctx) noteScore(axis *ad.Axis, logp, weight *ad.Node, psi Value, x []Value) {
	if c.obj == nil {
		return
	}
	s := score{log: logp, weight: weight, group: axis.Size, shares: 1}
	if psi != nil {
		s.quantum = true
		s.log, s.phase = c.g().Apply(ad.Mul, c.g().Const(0.5), logp), c.amplitude(nil, psi, x).phase
	}
	for _, a := range c.open {
		if a != axis && (logp.Has(a) || weight != nil && weight.Has(a)) {
			s.axes = append(s.axes, a)
		} else if a != axis {
			continue
		}
		if (a.Lane || c.samples[a]) && (weight == nil || !weight.Has(a)) {
			s.shares *= float64(a.Size)
		}
	}
	if len(s.axes) > 0 && (weight == nil || !weight.Has(axis)) {
		s.shares *= lessOne(axis.Size)
	}
	s.axes = append(s.axes, axis)
	c.obj.scores = append(c.obj.scores, s)
}

// lessOne is the share of a variance that few samples have around their own mean.
func lessOne(n int) float64 { return float64(max(1, n-1)) / float64(n) }

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
	row     int   // of the matrix, the first
	samples []int // offset of each sample in the value
	factor  float64
	weight  int // output with the weights of the values; -1 for samples, which have equal ones
	weights []int
	shares  float64
	group   int
	leaf    *ad.Leaf
	first   int   // column of the store
	element []int // offset of each element in the value
}

// offsets are those of all elements of axes in the value of a node.
func offsets(n *ad.Node, axes []*ad.Axis) []int {
	var out []int
	ad.Each(axes, [][]int{n.Strides(axes)}, func(at []int) { out = append(out, at[0]) })
	return out
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
				d, err := g.Grad(l, []*ad.Node{p.node}, s.axes...)
				if err != nil {
					t.c.derivativeError(t.act.X, err)
				}
				if v, ok := d[0].Scalar(); ok && v == 0 {
					continue
				}
				part := naturalPart{row: rows, samples: offsets(d[0], s.axes), factor: weight, weight: at, shares: s.shares, group: s.group, leaf: p.leaf, first: n.packed[k], element: offsets(d[0], p.leaf.Axes)}
				if at >= 0 {
					part.weights = offsets(s.weight, s.axes)
				}
				n.parts = append(n.parts, part)
				outs = append(outs, exec.Output{Node: d[0]})
			}
			rows += ad.Elements(s.axes)
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
			return 1 / p.shares
		}
		return weights[p.weights[k]] / p.shares
	}
	for e, off := range p.element {
		col := e
		if p.leaf.Index != nil {
			if col = int(p.leaf.Index[e]); col < 0 {
				continue
			}
		}
		for from := 0; from < len(p.samples); from += p.group {
			sum, mean := 0.0, 0.0
			for k := from; k < from+p.group; k++ {
				if w := weight(k); w > 0 {
					sum, mean = sum+w, mean+w*v[off+p.samples[k]]
				}
			}
			for k := from; k < from+p.group; k++ {
				if w := weight(k); w > 0 {
					m.Set(p.row+k, p.first+col, math.Sqrt(p.factor*w)*(v[off+p.samples[k]]-mean/sum))
				}
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
