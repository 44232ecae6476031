package exec

import (
	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/kernel"
)

// rowLeaf fills rows of leaves and constants that carry the lane.
type rowLeaf struct {
	origin
	dst    []slot
	at     []int // element on the axes of the leaf other than the lane; inputs: place of sample 0
	stride int   // inputs: between samples
}

func (s *rowLeaf) run(m *machine) {
	switch l := s.v.leaf; {
	case s.v.op == ad.Iota:
		for _, d := range s.dst {
			for t, row := 0, m.row(d); t < len(row); t++ {
				row[t] = float64(m.first + t)
			}
		}
	case s.v.op == ad.Const:
		s.fill(m, s.v.table)
	case l.Kind == ad.UniformLeaf:
		for i, d := range s.dst {
			kernel.Uniform(m.row(d), [2]uint64{m.env.Seed, l.Stream}, uint64(s.at[i]), m.env.Step, 0, uint64(m.first))
		}
	case l.Kind == ad.NormalLeaf:
		for i, d := range s.dst {
			kernel.Normal(m.row(d), [2]uint64{m.env.Seed, l.Stream}, uint64(s.at[i]), m.env.Step, 0, uint64(m.first))
		}
	case l.Kind == ad.ParamLeaf:
		s.fill(m, m.env.Params[l])
	default:
		s.fill(m, m.env.Inputs[l])
	}
}

func (s *rowLeaf) fill(m *machine, from []float64) {
	for i, d := range s.dst {
		row := m.row(d)
		at := s.at[i] + m.first*s.stride
		if s.stride == 1 {
			copy(row, from[at:])
			continue
		}
		for t := range row {
			row[t] = from[at]
			at += s.stride
		}
	}
}

// flatLeaf draws random numbers that no lane carries.
type flatLeaf struct {
	origin
	dst int
	at  []int
}

func (s *flatLeaf) run(m *machine) { s.piece(m, 0, len(s.at)) }

func (s *flatLeaf) length() int { return len(s.at) }

func (s *flatLeaf) piece(m *machine, from, to int) {
	dst := m.flat[s.dst+from : s.dst+to]
	kernel.UniformStreams(dst, [2]uint64{m.env.Seed, s.v.leaf.Stream}, s.at[from:to], m.env.Step, 0, 0)
	if s.v.leaf.Kind == ad.NormalLeaf {
		kernel.NormQuantile(dst, dst)
	}
}
