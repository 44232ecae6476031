package exec

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad/kernel"
)

// matrix is a sum of products of numbers and rows, as tables.
type matrix struct {
	v     *value
	rows  []slot  // of the factor with the lane
	level []int32 // of its elements, if they are of the same recurrence; else -1
}

func (p *planner) matrix(v *value) *matrix {
	x := v.factors[1]
	t := &matrix{v: v, rows: p.slotTable(x), level: make([]int32, x.size)}
	for e := range t.level {
		t.level[e] = -1
		if v.cyclic {
			t.level[e] = p.level(p.id(x, e))
		}
	}
	return t
}

// emitPanels writes, for elements of a contraction, the products with those rows whose levels pass.
// Elements that read the same rows share panels. fresh: the sums begin here.
func (p *planner) emitPanels(l *loop, t *matrix, els []int32, pass func(level int32) bool, fresh bool) {
	v := t.v
	s := &panels{origin: origin{v: v, els: els, kind: "product"}}
	if v.offs[1] != nil {
		els = slices.Clone(els)
		slices.SortStableFunc(els, func(a, b int32) int { return v.at(1, int(a)) - v.at(1, int(b)) })
	}
	for i := 0; i < len(els); {
		j := i + 1
		for j < len(els) && j-i < kernel.Panel && v.at(1, int(els[j])) == v.at(1, int(els[i])) {
			j++
		}
		for _, q := range p.exactPanels(l, t, els[i:j], pass, fresh) {
			if fresh || len(q.src) > 0 {
				s.list = append(s.list, q)
				s.flops += 2 * float64(len(q.src)*len(q.dst))
			}
		}
		i = j
	}
	l.packFixed = l.packFixed && v.factors[0].fixed && (v.bias == nil || v.bias.args[v.bias.other(v)].fixed)
	if len(s.list) > 0 {
		l.add(s)
	}
}

// exactPanels is one panel, or one for each element if the sums have begun and not all need all rows: a panel
// that begins the sums can begin again when a zero has met an infinity.
func (p *planner) exactPanels(l *loop, t *matrix, els []int32, pass func(level int32) bool, fresh bool) []panel {
	at := len(l.pack)
	q := p.panel(l, t, els, pass, fresh)
	if fresh || !q.partial {
		p.sharePack(l, &q)
		return []panel{q}
	}
	l.pack = l.pack[:at]
	var out []panel
	for i := range els {
		q := p.panel(l, t, els[i:i+1], pass, fresh)
		p.sharePack(l, &q)
		out = append(out, q)
	}
	return out
}

// packed names coefficients of a loop that are packed somewhere.
type packed struct {
	loop *loop
	hash uint64
}

// sharePack makes a panel whose coefficients were just packed read those of another panel, if they are the same:
// weights that are used again at each place are packed once, and stay in the cache.
func (p *planner) sharePack(l *loop, q *panel) {
	own := l.pack[q.at:]
	key := packed{l, uint64(len(own))}
	for _, at := range own {
		key.hash = (key.hash ^ uint64(at)) * 0x9E3779B97F4A7C15
		key.hash ^= key.hash >> 29
	}
	for _, at := range p.packs[key] {
		if slices.Equal(l.pack[at:at+len(own)], own) {
			l.pack, q.at = l.pack[:q.at], at
			return
		}
	}
	p.packs[key] = append(p.packs[key], q.at)
}

// panel is the product of up to eight elements that read the same rows. A row that only some of them
// need is multiplied by zero for the others.
func (p *planner) panel(l *loop, t *matrix, els []int32, pass func(level int32) bool, fresh bool) panel {
	v, coef := t.v, t.v.factors[0]
	q := panel{fresh: fresh, at: len(l.pack)}
	x := v.at(1, int(els[0]))
	if fresh {
		var begin [kernel.Panel]int32
		for i, el := range els {
			begin[i] = ^p.beginning(v, int(el))
		}
		l.pack = append(l.pack, begin[:]...)
	}
	var src []slot
	for r := range v.terms {
		e := x + int(v.rel[1][r])
		row := t.rows[e]
		if row == nought || !pass(t.level[e]) {
			continue
		}
		var column [kernel.Panel]int32
		some := 0
		for i, el := range els {
			if id := p.id(coef, v.at(0, int(el))+int(v.rel[0][r])); id != zero {
				column[i] = ^p.slotOf(id)
				some++
			}
		}
		if some > 0 {
			q.partial = q.partial || some < len(els)
			src = append(src, row)
			l.pack = append(l.pack, column[:]...)
		}
	}
	var kept bool
	if q.src, kept = p.sources(l, src); kept {
		q.srcKept = 1
	}
	for _, el := range els {
		d := p.slots[v.base+el]
		q.dst = append(q.dst, int(d>>1))
		q.dstKept = uint8(d & 1)
	}
	return q
}
