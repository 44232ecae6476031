package exec

import (
	"math"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/kernel"
)

// Pieces of work that workers share.
const (
	packChunk  = 1 << 15
	mergeChunk = 1 << 13

	worthWorkers = 20000 // floating-point operations of a loop
)

// Run evaluates the outputs. Errors: *Unbound, Canceled.
func (p *Plan) Run(env *Env) error {
	if err := p.bind(env); err != nil {
		return err
	}
	fixed := env.Fixed && p.ran
	p.ran = false
	for _, ph := range p.phases {
		p.runTasks(ph.steps, fixed)
		for _, l := range ph.loops {
			if !(fixed && l.packFixed) {
				p.parallel((len(l.pack)+packChunk-1)/packChunk, l.runPack)
			}
			p.parallelIf(l.flops > worthWorkers, len(l.groups), l.runGroup)
			if p.canceled.Load() {
				return Canceled{}
			}
			p.parallel(len(l.merges), l.runMerge)
		}
	}
	for _, r := range p.results {
		p.parallel(r.pieces, r.piece)
	}
	p.ran = true
	return nil
}

// runTasks runs steps on numbers.
func (p *Plan) runTasks(tasks []task, fixed bool) {
	m := p.machines[0]
	for i := range tasks {
		t := &tasks[i]
		switch {
		case fixed && t.fixed:
		case t.pieces > 0:
			p.parallel(t.pieces, t.piece)
		default:
			m.n, m.first = 1, 0
			t.run(m)
		}
	}
}

// finish makes room for numbers that do not lie side by side in the order of the output.
func (r *result) finish(flat []float64) {
	if r.value != nil {
		return
	}
	beside := len(r.from) == r.size && r.size > 0
	for i := 0; i < len(r.from) && beside; i++ {
		beside = int(r.place[i]) == i && int(r.from[i]) == int(r.from[0])+i
	}
	if beside {
		at := int(r.from[0])
		r.value, r.place, r.from = flat[at:at+r.size:at+r.size], nil, nil
		return
	}
	r.value = make([]float64, r.size)
	r.pieces = (len(r.from) + pieceSize - 1) / pieceSize
	r.piece = r.copyPiece
}

// copyPiece copies a part of the numbers of an output.
func (r *result) copyPiece(m *machine, i int) {
	to := min((i+1)*pieceSize, len(r.from))
	for k := i * pieceSize; k < to; k++ {
		r.value[r.place[k]] = m.flat[r.from[k]]
	}
}

// Value is output i after a Run: row-major in Node.Axes, or packed. It is valid until the next Run, and not to be changed.
func (p *Plan) Value(i int) []float64 { return p.results[i].value }

// Memory is the number of bytes that the plan works in: the rows of all samples that are kept, and those of the workers.
func (p *Plan) Memory() float64 {
	n := 0
	for _, m := range p.machines {
		n += len(m.scratch)
	}
	for _, d := range p.domains {
		n += len(d.memory)
	}
	return 8 * float64(n)
}

// Flops is the number of floating-point operations of a Run, a multiply-add being two.
func (p *Plan) Flops() float64 { return p.flops }

// bind copies parameters and inputs to the numbers, and checks those that loops read.
func (p *Plan) bind(env *Env) error {
	p.canceled.Store(false)
	for _, m := range p.machines {
		m.env = env
	}
	for i := range p.binds {
		b := &p.binds[i]
		if have := len(b.values(env)); have != b.n {
			return &Unbound{b.leaf, have, b.n}
		}
	}
	p.parallelIf(len(p.bound) > len(p.binds), len(p.bound), p.runBound)
	return nil
}

// values are those of the leaf.
func (b *bind) values(env *Env) []float64 {
	if b.inputs {
		return env.Inputs[b.leaf]
	}
	return env.Params[b.leaf]
}

// bound is a part of the values of a leaf, which is copied to the numbers.
type bound struct {
	*bind
	from, to int
}

// cutBinds lists the parts of all leaves that are copied.
func (p *Plan) cutBinds() {
	for i := range p.binds {
		b := &p.binds[i]
		for from := 0; from < b.n && b.at >= 0; from += pieceSize {
			p.bound = append(p.bound, bound{b, from, min(from+pieceSize, b.n)})
		}
	}
	p.runBound = p.copyBound
}

func (p *Plan) copyBound(m *machine, i int) {
	if b := p.bound[i]; b.inputs || !m.env.Fixed || !p.ran {
		copy(p.flat[b.at+b.from:], b.values(m.env)[b.from:b.to])
	}
}

// Share does jobs 0 … n-1 on the workers of the plan, while it does not run.
func (p *Plan) Share(n int, job func(i int)) {
	p.canceled.Store(false)
	p.shared = job
	p.parallel(n, p.runShared)
	p.shared = nil
}

// parallel does n jobs on all workers. Which worker does which never matters.
func (p *Plan) parallel(n int, job func(m *machine, i int)) { p.parallelIf(true, n, job) }

// parallelIf does n jobs, on all workers if it is worth while to wake them.
func (p *Plan) parallelIf(worth bool, n int, job func(m *machine, i int)) {
	p.job, p.jobs = job, n
	p.next.Store(0)
	helpers := min(n, len(p.machines)) - 1
	if helpers > 0 && worth {
		p.crew.do(helpers)
	} else {
		p.work(p.machines[0])
	}
}

// work does jobs until there are no more.
func (p *Plan) work(m *machine) {
	for !p.canceled.Load() {
		i := int(p.next.Add(1)) - 1
		if i >= p.jobs {
			return
		}
		p.job(m, i)
		if m.canceled {
			m.canceled = false
			p.canceled.Store(true)
		}
	}
}

// packChunk gathers coefficients into packed panels.
func (l *loop) packChunk(m *machine, i int) {
	to := min((i+1)*packChunk, len(l.pack))
	from := l.pack[i*packChunk : to]
	dst := l.packed[i*packChunk : to]
	for k, at := range from {
		dst[k] = m.flat[at]
	}
}

// begin prepares a machine for the tiles of group g.
func (l *loop) begin(m *machine, g int) {
	m.part, m.packed, m.pack, m.stride = l.groups[g], l.packed, l.pack, l.dom.stride
	m.mem[0] = m.scratch
	for _, q := range l.parts {
		if q.op == ad.ArgMax {
			kernel.Fill(m.part[q.at:q.at+q.n], math.Inf(-1))
			kernel.Fill(m.part[q.at+q.n:q.at+2*q.n], -1)
		} else {
			kernel.Fill(m.part[q.at:q.at+q.n], q.op.Info().Start)
		}
	}
}

// tile turns a machine to a tile.
func (l *loop) tile(m *machine, t int) {
	d := l.dom
	m.first = t * d.tile
	m.n = min(d.tile, d.lane.Size-m.first)
	size := d.kept * d.stride
	m.mem[1] = d.memory[t*size : (t+1)*size]
}

// group runs the tiles of group g.
func (l *loop) group(m *machine, g int) {
	d := l.dom
	l.begin(m, g)
	for t := g * d.tiles / d.groups; t < (g+1)*d.tiles/d.groups; t++ {
		if m.env.Cancel != nil && m.env.Cancel() {
			m.canceled = true
			return
		}
		l.tile(m, t)
		for _, s := range l.steps {
			s.run(m)
		}
	}
}

// mergeChunk merges the partial results of all groups as a tree.
func (l *loop) mergeChunk(m *machine, i int) {
	q := l.merges[i]
	for s := 1; s < len(l.groups); s *= 2 {
		for g := 0; g+s < len(l.groups); g += 2 * s {
			a, b := l.groups[g], l.groups[g+s]
			if q.op == ad.ArgMax {
				mergeArgMax(a[q.at:], b[q.at:], q.n)
			} else {
				accumulate(q.op, a[q.at:q.at+q.n], b[q.at:q.at+q.n])
			}
		}
	}
	from := l.groups[0][q.at:]
	if q.op == ad.ArgMax {
		from = from[q.n:]
	}
	copy(m.flat[q.dst:q.dst+q.n], from)
}

// mergeArgMax keeps the larger values and their positions; a comes before b.
func mergeArgMax(a, b []float64, n int) {
	for i := range n {
		if b[n+i] >= 0 && (a[n+i] < 0 || b[i] > a[i]) {
			a[i], a[n+i] = b[i], b[n+i]
		}
	}
}
