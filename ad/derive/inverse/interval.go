package inverse

import (
	"fmt"
	"math"
	"slices"
)

// Interval is a set of real numbers between two ends, each open or closed: that exp > 0 needs the
// open end at 0. Infinite ends are open.
type Interval struct {
	Lo, Hi         float64
	LoOpen, HiOpen bool
}

var inf = math.Inf(1)

// Line is the set of all real numbers.
var Line = Interval{-inf, inf, true, true}

func open(lo, hi float64) Interval { return Interval{lo, hi, true, true} }

func closed(lo, hi float64) Interval {
	return Interval{lo, hi, math.IsInf(lo, 0), math.IsInf(hi, 0)}
}

// String writes the interval with ( for open and [ for closed ends.
func (a Interval) String() string {
	l, r := "[", "]"
	if a.LoOpen {
		l = "("
	}
	if a.HiOpen {
		r = ")"
	}
	return fmt.Sprintf("%s%s, %s%s", l, number(a.Lo), number(a.Hi), r)
}

func number(x float64) string {
	if math.IsInf(x, 0) {
		return map[bool]string{true: "inf", false: "-inf"}[x > 0]
	}
	return fmt.Sprintf("%.4g", x)
}

// Has tells whether x lies in the interval.
func (a Interval) Has(x float64) bool {
	return (x > a.Lo || x == a.Lo && !a.LoOpen) && (x < a.Hi || x == a.Hi && !a.HiOpen)
}

// Within tells whether the interval is a part of b.
func (a Interval) Within(b Interval) bool {
	lo := a.Lo > b.Lo || a.Lo == b.Lo && (a.LoOpen || !b.LoOpen)
	return lo && (a.Hi < b.Hi || a.Hi == b.Hi && (a.HiOpen || !b.HiOpen))
}

// Sign is +1 or -1 where all numbers of the interval have that sign, else 0.
func (a Interval) Sign() int {
	switch {
	case a.Lo > 0 || a.Lo == 0 && a.LoOpen:
		return 1
	case a.Hi < 0 || a.Hi == 0 && a.HiOpen:
		return -1
	}
	return 0
}

// meet is the common part of a and b, which have one.
func (a Interval) meet(b Interval) Interval {
	if b.Lo > a.Lo || b.Lo == a.Lo && b.LoOpen {
		a.Lo, a.LoOpen = b.Lo, b.LoOpen
	}
	if b.Hi < a.Hi || b.Hi == a.Hi && b.HiOpen {
		a.Hi, a.HiOpen = b.Hi, b.HiOpen
	}
	return a
}

func (a Interval) hull(b Interval) Interval { return span(append(a.ends(), b.ends()...)) }

// end is an end of an interval: a number that belongs to it or is only approached.
type end struct {
	x    float64
	open bool
}

func (a Interval) ends() []end { return []end{{a.Lo, a.LoOpen}, {a.Hi, a.HiOpen}} }

// span is the smallest interval around ends; where two tie the closed one counts.
func span(es []end) Interval {
	lo := slices.MinFunc(es, byLow)
	hi := slices.MaxFunc(es, func(a, b end) int { return byLow(end{a.x, !a.open}, end{b.x, !b.open}) })
	return Interval{lo.x, hi.x, lo.open, hi.open}
}

func byLow(a, b end) int {
	switch {
	case a.x < b.x || a.x == b.x && !a.open && b.open:
		return -1
	case a.x == b.x && a.open == b.open:
		return 0
	}
	return 1
}

// wider moves both ends to the next numbers outside.
func (a Interval) wider() Interval {
	return Interval{math.Nextafter(a.Lo, -inf), math.Nextafter(a.Hi, inf), a.LoOpen, a.HiOpen}
}

// outward moves ends that are not exact to the next number outside.
func outward(lo, hi end, loExact, hiExact bool) Interval {
	if !loExact {
		lo.x = math.Nextafter(lo.x, -inf)
	}
	if !hiExact {
		hi.x = math.Nextafter(hi.x, inf)
	}
	return Interval{lo.x, hi.x, lo.open || math.IsInf(lo.x, 0), hi.open || math.IsInf(hi.x, 0)}
}

func add(a, b Interval) Interval {
	exact := func(x, y, s float64) bool { // Knuth's two-sum
		if math.IsInf(s, 0) {
			return math.IsInf(x, 0) || math.IsInf(y, 0)
		}
		t := s - x
		return x-(s-t)+(y-t) == 0
	}
	lo, hi := a.Lo+b.Lo, a.Hi+b.Hi
	return outward(end{lo, a.LoOpen || b.LoOpen}, end{hi, a.HiOpen || b.HiOpen}, exact(a.Lo, b.Lo, lo), exact(a.Hi, b.Hi, hi))
}

func negative(a Interval) Interval { return Interval{-a.Hi, -a.Lo, a.HiOpen, a.LoOpen} }

func subtract(a, b Interval) Interval { return add(a, negative(b)) }

func times(a, b Interval) Interval {
	var es []end
	for _, p := range a.ends() {
		for _, q := range b.ends() {
			e := end{p.x * q.x, p.open || q.open}
			if p.x == 0 || q.x == 0 { // 0·∞ is approached by no product; a closed 0 is attained
				e = end{0, !(p.x == 0 && !p.open || q.x == 0 && !q.open)}
			}
			es = append(es, e)
		}
	}
	r := span(es)
	exact := func(v float64) bool { // the end is a product without rounding
		for _, p := range a.ends() {
			for _, q := range b.ends() {
				switch {
				case p.x*q.x != v:
				case p.x == 0 || q.x == 0 || math.IsInf(p.x, 0) || math.IsInf(q.x, 0):
					return true
				case math.Abs(v) > 1e-270 && math.FMA(p.x, q.x, -v) == 0: // else the rest underflows
					return true
				}
			}
		}
		return v == 0 && (a.Has(0) || b.Has(0))
	}
	return outward(end{r.Lo, r.LoOpen}, end{r.Hi, r.HiOpen}, exact(r.Lo), exact(r.Hi))
}

func reciprocal(a Interval) Interval {
	if a.Sign() == 0 {
		return Line
	}
	inv := func(x, other float64) (float64, bool) {
		if x == 0 {
			return math.Copysign(inf, other), true
		}
		v := 1 / x
		return v, math.IsInf(x, 0) || math.FMA(x, v, -1) == 0
	}
	lo, loExact := inv(a.Hi, a.Lo)
	hi, hiExact := inv(a.Lo, a.Hi)
	return outward(end{lo, a.HiOpen}, end{hi, a.LoOpen}, loExact, hiExact)
}

// through maps an interval through a rising function (falling: rise is false), whose values at 0
// and at infinity are taken to be exact, and others to four units in the last place.
func through(a Interval, f func(float64) float64, rise bool) Interval {
	return mapped(a, f, rise, func(x float64) bool { return x == 0 || math.IsInf(x, 0) })
}

func mapped(a Interval, f func(float64) float64, rise bool, exact func(x float64) bool) Interval {
	lo, hi := end{f(a.Lo), a.LoOpen}, end{f(a.Hi), a.HiOpen}
	loExact, hiExact := exact(a.Lo), exact(a.Hi)
	if !rise {
		lo, hi, loExact, hiExact = hi, lo, hiExact, loExact
	}
	for range 4 {
		lo.x, hi.x = outward(lo, hi, loExact, hiExact).Lo, outward(lo, hi, loExact, hiExact).Hi
	}
	return outward(lo, hi, true, true)
}

// even maps an interval through an even function that grows with |x|.
func even(a Interval, f func(float64) float64) Interval { return through(magnitude(a), f, true) }

// magnitude is the interval of |x|.
func magnitude(a Interval) Interval {
	switch {
	case a.Lo >= 0:
		return a
	case a.Hi <= 0:
		return negative(a)
	}
	top := span([]end{{-a.Lo, a.LoOpen}, {a.Hi, a.HiOpen}})
	return Interval{0, top.Hi, false, top.HiOpen}
}

// cosine is the interval of cos x.
func cosine(a Interval) Interval {
	if !(a.Hi-a.Lo < 2*math.Pi) || math.Abs(a.Lo) > 1e6 {
		return closed(-1, 1)
	}
	es := []end{{math.Cos(a.Lo), a.LoOpen}, {math.Cos(a.Hi), a.HiOpen}}
	r := span(es)
	r = outward(end{r.Lo, r.LoOpen}, end{r.Hi, r.HiOpen}, false, false)
	for k := math.Ceil(a.Lo / math.Pi); k*math.Pi <= a.Hi; k++ {
		x := math.Cos(k * math.Pi)
		r = r.hull(closed(x, x))
	}
	if a.Lo == 0 && a.LoOpen && r.Hi >= 1 && a.Hi < 2*math.Pi {
		r.Hi, r.HiOpen = 1, true
	}
	return r.meet(closed(-1, 1))
}

// split divides an interval in two, an infinite one at growing points.
func (a Interval) split() (Interval, Interval) {
	m := (a.Lo + a.Hi) / 2
	switch lo, hi := math.IsInf(a.Lo, 0), math.IsInf(a.Hi, 0); {
	case lo && hi:
		m = 0
	case hi:
		m = max(2*a.Lo, a.Lo+1)
	case lo:
		m = min(2*a.Hi, a.Hi-1)
	}
	return Interval{a.Lo, m, a.LoOpen, false}, Interval{m, a.Hi, false, a.HiOpen}
}

// inside is a number of the interval: 0 if it can be.
func (a Interval) inside() float64 {
	if a.Has(0) {
		return 0
	}
	l, _ := a.split()
	return l.Hi
}
