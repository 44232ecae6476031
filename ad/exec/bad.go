package exec

import (
	"math"

	"github.com/gibbs-lang/gibbs/ad"
)

// FirstBad looks for what made the values of a Run with the same env not finite. It runs once more,
// step by step, up to the first NaN, or failing that the first infinity, and follows it back to the first
// node with a value that is not finite although all that it reads is. element are the positions on the
// axes of the node other than the lane; sample is the position on the lane, -1 without one.
func (p *Plan) FirstBad(env *Env) (node *ad.Node, element []int, sample int, ok bool) {
	q, err := build(p.outs, Options{Workers: 1, Tile: p.tile}, true)
	if err != nil || q.plan.bind(env) != nil {
		return nil, nil, 0, false
	}
	for _, bad := range []func(x float64) bool{math.IsNaN, infinite} {
		s := &search{planner: q, bad: bad}
		if s.leaves() || s.run() {
			s.back()
			return s.v.node, positions(s.v.axes, s.e), s.sample, true
		}
	}
	return nil, nil, 0, false
}

func infinite(x float64) bool { return math.IsInf(x, 0) }

// positions of element e on axes.
func positions(axes []*ad.Axis, e int) []int {
	at := make([]int, len(axes))
	for k := len(axes) - 1; k >= 0; k-- {
		at[k] = e % axes[k].Size
		e /= axes[k].Size
	}
	return at
}

// search is a run that stops at a bad value.
type search struct {
	*planner
	bad    func(x float64) bool
	m      *machine
	v      *value // what was found
	e      int
	lane   int // sample within the tile
	sample int
}

// found notes an element.
func (s *search) found(v *value, e, lane int) bool {
	s.v, s.e, s.lane, s.sample = v, e, lane, -1
	if v.lane != nil {
		s.sample = s.m.first + lane
	}
	return true
}

// leaves looks at parameters and inputs without a lane.
func (s *search) leaves() bool {
	s.m = s.plan.machines[0]
	for _, v := range s.order {
		if !v.stored() || v.leaf == nil {
			continue
		}
		for e := range v.size {
			if s.bad(s.m.flat[^s.slot(v, e)]) {
				return s.found(v, e, 0)
			}
		}
	}
	return false
}

// run looks at what each step has computed.
func (s *search) run() bool {
	m := s.m
	for _, ph := range s.plan.phases {
		m.n, m.first = 1, 0
		for _, st := range ph.steps {
			st.run(m)
			if s.look(st.about()) {
				return true
			}
		}
		for _, l := range ph.loops {
			if s.loop(l) {
				return true
			}
		}
	}
	return false
}

func (s *search) loop(l *loop) bool {
	m := s.m
	for i := range (len(l.pack) + packChunk - 1) / packChunk {
		l.packChunk(m, i)
	}
	for g := range l.groups {
		l.begin(m, g)
		for t := g * l.dom.tiles / l.dom.groups; t < (g+1)*l.dom.tiles/l.dom.groups; t++ {
			l.tile(m, t)
			for _, st := range l.steps {
				st.run(m)
				if o := st.about(); o.v != nil && o.v.lane != nil && s.look(o) {
					return true
				}
			}
		}
	}
	for i := range l.merges {
		l.mergeChunk(m, i)
	}
	for _, st := range l.steps {
		if o := st.about(); o.v != nil && o.v.lane == nil && s.look(o) {
			return true
		}
	}
	return false
}

// look tells whether one of the elements is bad.
func (s *search) look(o *origin) bool {
	if o.v == nil {
		return false
	}
	for _, e := range o.els {
		x := s.slots[o.v.base+e]
		if !isRow(x) {
			if s.bad(s.m.flat[^x]) {
				return s.found(o.v, int(e), 0)
			}
			continue
		}
		for t, y := range s.m.row(x) {
			if s.bad(y) {
				return s.found(o.v, int(e), t)
			}
		}
	}
	return false
}

// back goes from what was found to what it reads, as long as that is not finite.
func (s *search) back() {
	for {
		from, e := s.v, s.e
		if from.stored() || from.reduced {
			return
		}
		next := zero
		s.reads(from, e, func(id int32) {
			if next == zero && id >= 0 && s.notFinite(id) {
				next = id
			}
		})
		if next == zero {
			return
		}
		v := s.ownerOf(next)
		if v.table != nil {
			return
		}
		s.found(v, s.elementOf(v, next), s.lane)
	}
}

func (s *search) notFinite(id int32) bool {
	x := s.slotOf(id)
	var y float64
	if isRow(x) {
		y = s.m.row(x)[s.lane]
	} else {
		y = s.m.flat[^x]
	}
	return math.IsNaN(y) || math.IsInf(y, 0)
}

// ownerOf is the value that an id belongs to.
func (s *search) ownerOf(id int32) *value {
	for _, v := range s.order {
		n := v.size
		if v.stored() {
			n = v.storage()
		} else if v.stands() {
			continue
		}
		if id >= v.base && int(id-v.base) < n {
			return v
		}
	}
	panic("exec: an id without owner")
}

// elementOf is the element of v with an id.
func (s *search) elementOf(v *value, id int32) int {
	for e := range v.size {
		if s.id(v, e) == id {
			return e
		}
	}
	return 0
}
