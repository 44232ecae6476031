package figure

import (
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
)

// span is a range of values; the zero value is empty.
type span struct {
	lo, hi float64
	some   bool
}

func (s *span) add(v float64) {
	if !s.some {
		*s = span{v, v, true}
	}
	s.lo, s.hi = math.Min(s.lo, v), math.Max(s.hi, v)
}

func (s span) join(o span) span {
	if o.some {
		s.add(o.lo)
		s.add(o.hi)
	}
	return s
}

// padded widens a range by a fraction on both sides, and one without width enough to be drawn.
func (s span) padded(by float64, log bool) (lo, hi float64) {
	if log {
		l, h := math.Log10(s.lo), math.Log10(s.hi)
		more := by * (h - l)
		if h-l < 1e-6 {
			more = 0.5
		}
		return math.Pow(10, l-more), math.Pow(10, h+more)
	}
	size := math.Max(math.Abs(s.lo), math.Abs(s.hi))
	width := s.hi - s.lo
	if width <= 1e-9*size || width == 0 {
		wider := math.Max(1e-6*size, 1e-300)
		if width == 0 {
			wider = math.Max(0.1*size, 0.5)
			if size > 0 && size < 0.5 {
				wider = size / 2
			}
		}
		return s.lo - wider, s.hi + wider
	}
	return s.lo - by*width, s.hi + by*width
}

// linearTicks are at multiples of 1, 2 or 5 times a power of ten, about six of them.
func linearTicks(lo, hi float64) []plot.Tick {
	step := niceStep((hi - lo) / 6)
	first, last := math.Ceil(lo/step), math.Floor(hi/step)
	if !(step > 0) || last-first > 20 || first == last-1 && first == last {
		return []plot.Tick{{Value: lo, Label: shortNumber(lo)}, {Value: hi, Label: shortNumber(hi)}}
	}
	exponent := 0
	if size := math.Max(math.Abs(lo), math.Abs(hi)); size >= 1e5 || size < 1e-3 {
		exponent = int(math.Floor(math.Log10(size)))
	}
	decimals := max(0, exponent-int(math.Floor(math.Log10(step)+1e-9)))
	var out []plot.Tick
	for k := first; k <= last; k++ {
		v := k * step
		out = append(out, plot.Tick{Value: v, Label: label(v, exponent, decimals)})
	}
	return out
}

// niceStep rounds up to 1, 2 or 5 times a power of ten.
func niceStep(raw float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 5} {
		if raw <= m*power*(1+1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// label writes a tick with a true minus sign, in units of a power of ten if that is not 1.
func label(v float64, exponent, decimals int) string {
	if v == 0 {
		return "0"
	}
	s := strconv.FormatFloat(v/math.Pow(10, float64(exponent)), 'f', decimals, 64)
	if exponent != 0 {
		s += "×" + power(exponent)
	}
	return strings.Replace(s, "-", "−", 1)
}

func shortNumber(v float64) string {
	return strings.ReplaceAll(strconv.FormatFloat(v, 'g', 6, 64), "-", "−")
}

// power writes 10ⁿ.
func power(n int) string {
	return "10" + strings.NewReplacer("-", "⁻", "0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴",
		"5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹").Replace(strconv.Itoa(n))
}

// logTicks are at powers of ten, at most about eight with a label, and at 2 … 9 times them on short
// ranges. Ranges within a decade have linear ticks.
func logTicks(lo, hi float64) []plot.Tick {
	first, last := int(math.Ceil(math.Log10(lo)-1e-9)), int(math.Floor(math.Log10(hi)+1e-9))
	if last-first < 1 {
		return positive(linearTicks(lo, hi))
	}
	every := (last-first)/8 + 1
	var out []plot.Tick
	for n := first - 1; n <= last; n++ {
		v := math.Pow(10, float64(n))
		if n >= first {
			t := plot.Tick{Value: v}
			if n%every == 0 {
				t.Label = power(n)
			}
			out = append(out, t)
		}
		for m := 2.0; m < 10 && last-first <= 5; m++ {
			if m*v >= lo && m*v <= hi {
				out = append(out, plot.Tick{Value: m * v})
			}
		}
	}
	return out
}

func positive(ticks []plot.Tick) []plot.Tick {
	var out []plot.Tick
	for _, t := range ticks {
		if t.Value > 0 {
			out = append(out, t)
		}
	}
	return out
}
