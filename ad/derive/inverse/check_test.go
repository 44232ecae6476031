package inverse

import (
	"math"
	"math/rand/v2"

	"github.com/gibbs-lang/gibbs/ad"
)

// sample is a map with values for its leaves.
type sample struct {
	g      *ad.Graph
	m      Map
	params map[*ad.Leaf][]float64
	inputs map[*ad.Leaf][]float64
	rng    *rand.Rand
	iv     map[*ad.Node]Interval
	lane   *ad.Axis
	width  int // of networks

	paramNodes []*ad.Node
}

func newSample(seed uint64) *sample {
	s := &sample{g: ad.NewGraph(), params: map[*ad.Leaf][]float64{}, inputs: map[*ad.Leaf][]float64{},
		rng: rand.New(rand.NewPCG(seed, 7)), iv: map[*ad.Node]Interval{}, width: 5}
	s.m.Interval = func(n *ad.Node) (Interval, bool) { iv, ok := s.iv[n]; return iv, ok }
	return s
}

// samples adds an axis of samples.
func (s *sample) samples(n int) {
	s.lane = s.g.Axis("lane", n)
	s.lane.Lane = true
}

// places adds a mapped axis that is none of samples.
func (s *sample) places(n int) {
	s.lane = s.g.Axis("place", n)
	s.m.Mapped = []*ad.Axis{s.lane}
}

// apart adds an axis of samples, a mapped axis or none.
func (s *sample) apart(kind int) {
	switch kind {
	case 1:
		s.samples(3)
	case 2:
		s.places(3)
	}
}

func (s *sample) normals(n int, scale float64) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = scale * s.rng.NormFloat64()
	}
	return x
}

// unknown adds an unknown of the map, with values inside of an interval.
func (s *sample) unknown(name string, iv Interval, axes ...*ad.Axis) *ad.Node {
	if s.lane != nil {
		axes = append(axes, s.lane)
	}
	z := s.g.Input(name, ad.Real, axes...)
	s.m.In = append(s.m.In, z)
	v := s.normals(ad.Elements(axes), 1)
	for i := range v {
		v[i] = into(iv, v[i])
	}
	s.inputs[z.Leaf] = v
	if iv != Line {
		s.iv[z] = iv
	}
	return z
}

func into(iv Interval, x float64) float64 {
	switch lo, hi := math.IsInf(iv.Lo, 0), math.IsInf(iv.Hi, 0); {
	case lo && hi:
		return x
	case hi:
		return iv.Lo + math.Exp(x)
	case lo:
		return iv.Hi - math.Exp(x)
	}
	return iv.Lo + (iv.Hi-iv.Lo)/(1+math.Exp(-x))
}

// param adds a parameter.
func (s *sample) param(name string, scale float64, axes ...*ad.Axis) *ad.Node {
	l := &ad.Leaf{Kind: ad.ParamLeaf, Name: name, Axes: axes, Len: ad.Elements(axes)}
	return s.learnable(l, scale)
}

// packed adds a parameter that is stored where keep holds.
func (s *sample) packed(name string, scale float64, keep func(at []int) bool, axes ...*ad.Axis) *ad.Node {
	l := &ad.Leaf{Kind: ad.ParamLeaf, Name: name, Axes: axes, Index: make([]int32, ad.Elements(axes))}
	for e := range l.Index {
		l.Index[e] = -1
		if keep(positions(e, axes)) {
			l.Index[e] = int32(l.Len)
			l.Len++
		}
	}
	return s.learnable(l, scale)
}

// learnable is a node for a parameter with random values.
func (s *sample) learnable(l *ad.Leaf, scale float64) *ad.Node {
	s.params[l] = s.normals(l.Len, scale)
	n := s.g.Leaf(l)
	s.paramNodes = append(s.paramNodes, n)
	return n
}

func (s *sample) op(op ad.Op, x ...*ad.Node) *ad.Node { return s.g.Apply(op, x...) }
func (s *sample) c(v float64) *ad.Node                { return s.g.Const(v) }

// sum adds up its arguments.
func (s *sample) sum(x ...*ad.Node) *ad.Node {
	t := x[0]
	for _, y := range x[1:] {
		t = s.op(ad.Add, t, y)
	}
	return t
}

func (s *sample) mul(x ...*ad.Node) *ad.Node {
	t := x[0]
	for _, y := range x[1:] {
		t = s.op(ad.Mul, t, y)
	}
	return t
}

// result holds the errors found by check.
type result struct {
	trip, det float64 // of the way there and back, and of log|det|
	logdet    float64
	cond      float64 // |J⁻¹|(1 + |y|), at worst
	inv       *Inverse
	inside    bool
}

// evaluator computes nodes: the reference, or exec.
type evaluator func(t failer, s *sample, inputs map[*ad.Leaf][]float64, nodes ...*ad.Node) [][]float64

func reference(t failer, s *sample, inputs map[*ad.Leaf][]float64, nodes ...*ad.Node) [][]float64 {
	t.Helper()
	var out [][]float64
	r := ad.NewReference(ad.Bindings{Params: s.params, Inputs: inputs})
	for _, n := range nodes {
		v, err := r.Array(n)
		if err != nil {
			t.Fatalf("%v\n%s", err, ad.Dump(n))
		}
		out = append(out, v)
	}
	return out
}

// check inverts the map at the values of its unknowns, and compares with a dense Jacobian.
func (s *sample) check(t failer, eval evaluator) result {
	t.Helper()
	inv, err := Invert(s.g, s.m, nil)
	if err != nil {
		t.Fatal(err)
	}
	res := result{inv: inv, inside: true}
	y := eval(t, s, s.inputs, s.m.Out...)
	back := map[*ad.Leaf][]float64{}
	for l, v := range s.inputs {
		back[l] = v
	}
	for k, target := range inv.Target {
		back[target.Leaf] = s.arrange(y[k], s.m.Out[k], target)
	}
	for _, z := range s.m.In {
		delete(back, z.Leaf)
	}
	z := eval(t, s, back, inv.Z...)
	for k, x := range s.m.In {
		want := s.inputs[x.Leaf]
		got := s.arrange(z[k], inv.Z[k], &ad.Node{Axes: x.Leaf.Axes})
		for i := range want {
			res.trip = worst(res.trip, math.Abs(got[i]-want[i]))
		}
	}
	if inv.Inside != nil {
		for _, v := range eval(t, s, back, inv.Inside)[0] {
			res.inside = res.inside && v != 0
		}
	}
	s.determinants(t, eval, &res, y)
	return res
}

// arrange is a value of a node over the axes of another.
func (s *sample) arrange(v []float64, from, to *ad.Node) []float64 {
	var out []float64
	ad.Each(to.Axes, [][]int{from.Strides(to.Axes)}, func(at []int) { out = append(out, v[at[0]]) })
	return out
}

// determinants compares log|det| with that of the Jacobian, sample by sample.
func (s *sample) determinants(t failer, eval evaluator, res *result, y [][]float64) {
	lanes := 1
	var laneAxes []*ad.Axis
	if s.lane != nil {
		lanes, laneAxes = s.lane.Size, []*ad.Axis{s.lane}
	}
	logdet := s.arrange(eval(t, s, s.inputs, res.inv.LogDet)[0], res.inv.LogDet, &ad.Node{Axes: laneAxes})
	rows := 0
	for k := range s.m.Out {
		rows += ad.Elements(ad.Without(res.inv.Target[k].Axes, laneAxes))
	}
	for lane := range lanes {
		jac := make([][]float64, rows)
		for i := range jac {
			jac[i] = make([]float64, rows)
		}
		r0, top := 0, 0.0
		for k, out := range s.m.Out {
			outAxes := ad.Without(res.inv.Target[k].Axes, laneAxes)
			c0 := 0
			for _, x := range s.m.In {
				inAxes := ad.Without(x.Axes, laneAxes)
				d, fresh, err := s.g.Jacobian(out, x, inAxes)
				if err != nil {
					t.Fatal(err)
				}
				v := eval(t, s, s.inputs, d)[0]
				stride := [][]int{d.Strides(outAxes), d.Strides(fresh), d.Strides(laneAxes)}
				for i := range ad.Elements(outAxes) {
					for j := range ad.Elements(inAxes) {
						at := offset(i, outAxes, stride[0]) + offset(j, fresh, stride[1])
						if s.lane != nil {
							at += lane * stride[2][0]
						}
						jac[r0+i][c0+j] = v[at]
					}
				}
				c0 += ad.Elements(inAxes)
			}
			r0 += ad.Elements(outAxes)
			for _, v := range y[k] {
				top = worst(top, math.Abs(v))
			}
		}
		want, norm := logDet(jac)
		res.cond = worst(res.cond, norm*(1+top))
		res.det = worst(res.det, math.Abs(logdet[lane]-want))
		res.logdet = logdet[lane]
	}
}

// logDet is log|det m|, and the largest element of m⁻¹, by Gauss-Jordan elimination.
func logDet(m [][]float64) (log, norm float64) {
	n := len(m)
	a := make([][]float64, n)
	for i := range a {
		a[i] = append(append([]float64{}, m[i]...), make([]float64, n)...)
		a[i][n+i] = 1
	}
	for k := range n {
		p := k
		for i := k; i < n; i++ {
			if math.Abs(a[i][k]) > math.Abs(a[p][k]) {
				p = i
			}
		}
		a[k], a[p] = a[p], a[k]
		log += math.Log(math.Abs(a[k][k]))
		d := a[k][k]
		for j := range a[k] {
			a[k][j] /= d
		}
		for i := range n {
			if f := a[i][k]; i != k && f != 0 {
				for j := range a[i] {
					a[i][j] -= f * a[k][j]
				}
			}
		}
	}
	for i := range a {
		for _, v := range a[i][n:] {
			norm = worst(norm, math.Abs(v))
		}
	}
	return log, norm
}

func worst(a, b float64) float64 {
	if math.IsNaN(b) {
		return inf
	}
	return max(a, b)
}

// failer is a test, or one case of a property test.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}
