package exec

import (
	"sync"
	"time"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/kernel"
)

// costs are what this machine needs for the parts of a step, in seconds. They are measured once, on data in the
// first-level cache, except for stream.
type costs struct {
	product, dot    float64 // one floating-point operation of a product of rows, or of rows along the lane
	stream          float64 // one byte in or out of the second-level cache
	uniform, normal float64 // one random number
	sum, dispatch   float64 // one number that is added up; one step of one tile
	mu              sync.Mutex
	ops             map[opKey]float64 // one element of an elementwise operation
}

// opKey names an elementwise operation; an operation with a product has one argument more.
type opKey struct {
	op    ad.Op
	arity int
}

// plainLoop is the time of one round of a loop that no kernel does.
const plainLoop = 1e-9

// measured are the costs of this machine.
var measured = sync.OnceValue(func() *costs {
	const n, k, many = 128, 64, 1 << 15
	c := &costs{ops: map[opKey]float64{}}
	a, x, y := aligned(kernel.Panel*k), aligned(k*n), aligned(kernel.Panel*n)
	far, dst := aligned(many), aligned(many)
	sums := aligned(kernel.Panel * k)
	off := make([]int, k)
	for i := range off {
		off[i] = i * n
	}
	const flops = 2 * kernel.Panel * k * n
	c.product = shortest(func() { kernel.MulRows(k, a, x, off, y, off[:kernel.Panel], n) }) / flops
	c.dot = shortest(func() { kernel.DotRows(n, y, off[:kernel.Panel], x, off, sums, k) }) / flops
	c.stream = shortest(func() { kernel.Neg(dst, far) }) / (16 * many)
	c.uniform = shortest(func() { kernel.Uniform(y, [2]uint64{}, 0, 0, 0, 0) }) / float64(len(y))
	c.normal = shortest(func() { kernel.Normal(y, [2]uint64{}, 0, 0, 0, 0) }) / float64(len(y))
	c.sum = shortest(func() { kernel.Sum(y[:n]) }) / n
	c.dispatch = shortest(func() { kernel.AddS(y[:8], y[:8], 1) })
	return c
})

// shortest is the time of one call of f, in seconds: the shortest of several series.
func shortest(f func()) float64 {
	f()
	best := time.Hour
	const series, calls = 8, 16
	for range series {
		start := time.Now()
		for range calls {
			f()
		}
		best = min(best, time.Since(start))
	}
	return best.Seconds() / calls
}

// op is the time of one element of an elementwise operation.
func (c *costs) op(f *elementwise) float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := opKey{f.op, f.arity}
	if t, ok := c.ops[key]; ok {
		return t
	}
	const n = 512
	var x [3][]float64
	for k := range x {
		x[k] = aligned(n)
		kernel.Fill(x[k], 0.5)
	}
	var buf [3]float64
	dst := aligned(n)
	t := shortest(func() { f.apply(dst, &x, &buf) }) / n
	c.ops[key] = t
	return t
}

// row is the time that a step of a loop needs for n samples; near: what it reads is in the first-level cache.
func (c *costs) row(s step, n float64, near bool) float64 {
	o := s.about()
	els := float64(len(o.els))
	work, bytes := o.flops*plainLoop, rowBytes(s)
	switch s := s.(type) {
	case *strip:
		t := 0.0
		for _, q := range s.members {
			t += c.row(q, n, true)
		}
		return t
	case *panels:
		return n * (o.flops*c.product + 8*els*c.stream)
	case *dots:
		return n * o.flops * c.dot
	case *rowOp:
		work = els * c.op(&s.f)
	case *rowReduce:
		work = o.flops * c.op(&elementwise{op: ad.Add, binary: kernel.Add, arity: 2})
	case *rowProducts:
		work = o.flops / 2 * c.op(&elementwise{op: ad.Add, ternary: kernel.AddMul, arity: 3})
	case *laneReduce:
		work = o.flops * c.sum
	case *rowLeaf:
		switch {
		case s.v.leaf != nil && s.v.leaf.Kind == ad.UniformLeaf:
			work = els * c.uniform
		case s.v.leaf != nil && s.v.leaf.Kind == ad.NormalLeaf:
			work = els * c.normal
		}
	case *rowGather:
		work = els * plainLoop
	}
	if near {
		return n * work
	}
	return n * max(work, bytes*c.stream)
}

// numbers is the time of a step on numbers.
func (c *costs) numbers(s step) float64 {
	o := s.about()
	switch s := s.(type) {
	case *flatOp:
		t := c.op(&s.f) + 16*c.stream
		for k := range s.f.arity {
			if s.args[k].tab != nil {
				t += plainLoop
			}
		}
		return float64(s.n) * t
	case *flatPanels:
		return o.flops * c.product
	case *flatDots:
		return o.flops * c.sum
	}
	return o.flops * plainLoop
}

// rowBytes is what a step reads and writes for each sample, as far as it can tell.
func rowBytes(s step) float64 {
	t, ok := s.(touching)
	if !ok {
		return 16 * float64(len(s.about().els))
	}
	n := 0.0
	t.touch(func(slot, bool) { n += 8 })
	return n
}
