package exec

import (
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
)

// dotRows is how many rows of one factor share the rows of the other in a sum along the lane.
const dotRows = 16

// pair is an element of a contraction along the lane: first the position that both factors share, then the
// elements of the factors that its first term reads.
type pair struct{ batch, x, y, e int32 }

func (a pair) compare(b pair) int {
	switch {
	case a.batch != b.batch:
		return int(a.batch - b.batch)
	case a.x != b.x:
		return int(a.x - b.x)
	}
	return int(a.y - b.y)
}

// dotMaker writes a sum along the lane of products of two rows: as products of blocks of rows of one
// factor with those rows of the other that are wanted with them.
type dotMaker struct {
	*planner
	v      *value
	l      *loop
	s      *dots
	xs, ys []slot  // of the elements of the factors
	column []int32 // of elements of the second factor in the present block; -1: in none
}

func (p *planner) emitDots(v *value, l *loop, o origin) {
	if len(v.axes) > 0 && !v.factors[0].has(v.axes[0]) {
		// Rows of the result belong to the first factor, so that it is filled in order.
		slices.Reverse(v.factors)
		slices.Reverse(v.offs)
		slices.Reverse(v.rel)
	}
	x, y := v.factors[0], v.factors[1]
	o.kind = "product over samples"
	d := &dotMaker{p, v, l, &dots{origin: o}, p.slotTable(x), p.slotTable(y), slices.Repeat([]int32{-1}, y.size)}
	pairs := d.pairs()
	first := l.part
	for i := 0; i < len(pairs); {
		j := blockEnd(pairs, i)
		d.block(pairs[i:j])
		i = j
	}
	// One range of numbers for all blocks.
	dst := p.newNumbers(l.part - first)
	l.parts = append(l.parts, partial{ad.Sum, first, l.part - first, dst})
	for _, q := range pairs {
		p.slots[v.base+q.e] = ^(slot(dst-first) + p.slots[v.base+q.e])
	}
	l.add(d.s)
}

// pairs lists the wanted elements, sorted.
func (d *dotMaker) pairs() []pair {
	v := d.v
	var shared []*ad.Axis
	for _, a := range v.axes {
		if v.factors[0].has(a) && v.factors[1].has(a) {
			shared = append(shared, a)
		}
	}
	batch := offsets(v.axes, stridesOf(shared, v.axes))
	pairs := make([]pair, len(v.wanted))
	for i, e := range v.wanted {
		pairs[i] = pair{batch[e], int32(v.at(0, int(e))), int32(v.at(1, int(e))), e}
	}
	if !slices.IsSortedFunc(pairs, pair.compare) {
		pairs = sorted(pairs, v.factors[1].size, func(q *pair) int32 { return q.y })
		pairs = sorted(pairs, v.factors[0].size, func(q *pair) int32 { return q.x })
		pairs = sorted(pairs, len(batch), func(q *pair) int32 { return q.batch })
	}
	return pairs
}

// sorted lists pairs by a key below n, those with the same key as they were: a counting sort.
func sorted(pairs []pair, n int, key func(q *pair) int32) []pair {
	at := make([]int32, n+1)
	for i := range pairs {
		at[key(&pairs[i])+1]++
	}
	for k := range n {
		at[k+1] += at[k]
	}
	out := make([]pair, len(pairs))
	for i := range pairs {
		k := key(&pairs[i])
		out[at[k]] = pairs[i]
		at[k]++
	}
	return out
}

// blockEnd is the end of a block that begins at i: at most dotRows elements of the first factor.
func blockEnd(pairs []pair, i int) int {
	rows := 1
	j := i + 1
	for ; j < len(pairs) && pairs[j].batch == pairs[i].batch; j++ {
		if pairs[j].x != pairs[j-1].x {
			if rows == dotRows {
				break
			}
			rows++
		}
	}
	return j
}

// block adds a block, and notes the places of its elements among the partial results.
func (d *dotMaker) block(pairs []pair) {
	var a, b []int32
	for i, q := range pairs {
		if i == 0 || q.x != pairs[i-1].x {
			a = append(a, q.x)
		}
		if d.column[q.y] < 0 {
			d.column[q.y] = 0
			b = append(b, q.y)
		}
	}
	slices.Sort(b)
	for j, y := range b {
		d.column[y] = int32(j)
	}
	row := 0
	for i, q := range pairs {
		if i > 0 && q.x != pairs[i-1].x {
			row++
		}
		d.slots[d.v.base+q.e] = slot(d.l.part + row*len(b) + int(d.column[q.y]))
	}
	for _, y := range b {
		d.column[y] = -1
	}
	d.terms(a, b)
	d.l.part += len(a) * len(b)
}

// terms adds the products of a block: for each term those rows that are no structural zeros.
func (d *dotMaker) terms(a, b []int32) {
	q := dotBlock{width: len(b)}
	var as, bs []slot
	for r := range d.v.terms {
		cols := filled(d.ys, b, d.v.rel[1][r])
		for _, i := range filled(d.xs, a, d.v.rel[0][r]) {
			for _, j := range cols {
				for _, e := range a[i.from:i.to] {
					as = append(as, d.xs[e+d.v.rel[0][r]])
				}
				for _, e := range b[j.from:j.to] {
					bs = append(bs, d.ys[e+d.v.rel[1][r]])
				}
				q.parts = append(q.parts, dotPart{rows: i.to - i.from, cols: j.to - j.from, at: d.l.part + i.from*len(b) + j.from})
				d.s.flops += 2 * float64((i.to-i.from)*(j.to-j.from))
			}
		}
	}
	if len(q.parts) == 0 {
		return
	}
	var kept bool
	if q.a, kept = d.sources(d.l, as); kept {
		q.aKept = 1
	}
	if q.b, kept = d.sources(d.l, bs); kept {
		q.bKept = 1
	}
	d.s.blocks = append(d.s.blocks, q)
}

// stretch is a range of rows.
type stretch struct{ from, to int }

// filled lists the ranges of elements, each at a distance, that are no structural zeros.
func filled(x []slot, els []int32, distance int32) []stretch {
	var out []stretch
	for i, e := range els {
		switch n := len(out); {
		case x[e+distance] == nought:
		case n > 0 && out[n-1].to == i:
			out[n-1].to++
		default:
			out = append(out, stretch{i, i + 1})
		}
	}
	return out
}
