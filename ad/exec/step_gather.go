package exec

import "github.com/gibbs-lang/gibbs/ad/kernel"

// rowGather reads, for each sample, the element at computed positions.
type rowGather struct {
	origin
	x      []slot
	size   []int
	stride []int
	outs   []picked
}

// picked is one element of a Gather.
type picked struct {
	dst   slot
	from  int32
	index []slot
	line  line
}

// line says that the elements to choose from lie at equal distances: rows or numbers first + p*by.
type line struct {
	straight  bool
	first, by slot
}

func (s *rowGather) run(m *machine) {
	for i := range s.outs {
		o := &s.outs[i]
		dst := m.row(o.dst)
		if o.line.straight {
			m.gather(dst, o)
			continue
		}
		for t := range dst {
			dst[t] = m.pick(s, o, t)
		}
	}
}

// gather reads elements on a line. What a position outside the axis gives is never used.
func (m *machine) gather(dst []float64, o *picked) {
	index := m.operand(o.index[0], 0)
	if f := o.line.first; isRow(f) {
		kernel.GatherLanes(dst, m.mem[f&1], index, int(o.line.by>>1)*m.stride, int(f>>1)*m.stride)
	} else {
		kernel.GatherTable(dst, m.flat, index, int(-o.line.by), int(^f))
	}
}

// sample is the value of a slot for one sample.
func (m *machine) sample(s slot, t int) float64 {
	if isRow(s) {
		return m.mem[s&1][int(s>>1)*m.stride+t]
	}
	return m.flat[^s]
}

// pick is the element that one sample selects; a position outside gives 0.
func (m *machine) pick(s *rowGather, o *picked, t int) float64 {
	at := int(o.from)
	if at < 0 {
		return 0
	}
	for k, index := range o.index {
		p := m.sample(index, t)
		if !(p >= 0 && p < float64(s.size[k])) {
			return 0
		}
		at += int(p) * s.stride[k]
	}
	return m.sample(s.x[at], t)
}
