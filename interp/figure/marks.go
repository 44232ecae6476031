package figure

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// mark is a series ready to be drawn.
type mark struct {
	kind   Kind
	name   string
	pieces [][]point // runs of neighbouring finite points; for a histogram, its outline
	points int
	bars   bool // some point has an error
	x, y   span
	color  color.RGBA
}

type point struct{ x, y, err float64 }

// marks prepares the series: what is not finite, or not positive on a logarithmic axis, goes.
func (f *Figure) marks() []mark {
	var out []mark
	for k, s := range f.Series {
		m := mark{kind: s.Kind, name: s.Name, color: colors[k%len(colors)]}
		switch s.Kind {
		case Histogram:
			m.pieces = [][]point{s.histogram()}
		case Level:
			m.pieces = [][]point{{{y: s.Y[0]}}}
			m.color = frame
		default:
			m.pieces = s.runs(f.LogX, f.LogY)
		}
		m.measure(f.LogY)
		out = append(out, m)
	}
	return out
}

// runs cuts a series at gaps.
func (s *Series) runs(logX, logY bool) [][]point {
	var out [][]point
	open := false
	for i := range s.Y {
		x, y := s.at(i)
		if !usable(x) || !usable(y) || logX && x < smallest || logY && y < smallest {
			open = false
			continue
		}
		if !open {
			out = append(out, nil)
			open = true
		}
		p := point{x: x, y: y}
		if s.Err != nil && usable(s.Err[i]) {
			p.err = math.Abs(s.Err[i])
		}
		out[len(out)-1] = append(out[len(out)-1], p)
	}
	if s.Kind == Line {
		for i := range out {
			out[i] = thin(out[i])
		}
	}
	return out
}

// limit is the number of points that a figure can tell apart along a line.
const limit = 4000

// thin keeps the lowest and the highest point of each short stretch of a long line.
func thin(p []point) []point {
	if len(p) <= limit {
		return p
	}
	var out []point
	stretch := (2*len(p) + limit - 1) / limit
	for i := 0; i < len(p); i += stretch {
		lo, hi := i, i
		for k := i; k < min(i+stretch, len(p)); k++ {
			if p[k].y < p[lo].y {
				lo = k
			}
			if p[k].y > p[hi].y {
				hi = k
			}
		}
		out = append(out, p[min(lo, hi)])
		if lo != hi {
			out = append(out, p[max(lo, hi)])
		}
	}
	return out
}

// histogram is the outline of the frequencies: corners from left to right.
func (s *Series) histogram() []point {
	lo, width, counts := s.count()
	out := []point{{x: lo}}
	for k, c := range counts {
		out = append(out, point{x: lo + float64(k)*width, y: c}, point{x: lo + float64(k+1)*width, y: c})
	}
	return append(out, point{x: lo + float64(len(counts))*width})
}

// count sorts values into bins: as many as the square root of their number, from 5 to 60, unless
// the caller says.
func (s *Series) count() (lo, width float64, counts []float64) {
	var r span
	n := 0
	for _, v := range s.Y {
		if usable(v) {
			r.add(v)
			n++
		}
	}
	bins := s.Bins
	if bins == 0 {
		bins = min(max(int(math.Sqrt(float64(n))), 5), 60)
	}
	lo, hi := r.lo, r.hi
	if hi-lo <= 1e-9*math.Max(math.Abs(lo), math.Abs(hi)) {
		lo, hi = r.padded(0, false)
	}
	width = (hi - lo) / float64(bins)
	counts = make([]float64, bins)
	for _, v := range s.Y {
		if usable(v) {
			counts[min(max(int((v-lo)/width), 0), bins-1)]++
		}
	}
	if s.Density {
		for k := range counts {
			counts[k] /= float64(n) * width
		}
	}
	return lo, width, counts
}

// measure finds the ranges that the mark needs. Error bands may run out of the figure below where
// the axis is logarithmic.
func (m *mark) measure(logY bool) {
	for _, run := range m.pieces {
		m.points += len(run)
		for _, p := range run {
			if m.kind != Level {
				m.x.add(p.x)
			}
			if logY && p.y < smallest {
				continue
			}
			m.y.add(p.y)
			if p.err > 0 {
				m.bars = true
				m.y.add(p.y + p.err)
				if !logY {
					m.y.add(p.y - p.err)
				}
			}
		}
	}
}

// placed maps values to the canvas; what lies below or above the axis goes to its end.
func placed(c draw.Canvas, p *plot.Plot) func(x, y float64) vg.Point {
	fx, fy := p.Transforms(&c)
	return func(x, y float64) vg.Point {
		return vg.Point{X: fx(x), Y: fy(math.Min(math.Max(y, p.Y.Min), p.Y.Max))}
	}
}

// area is what lies under the lines of a mark: its error band, or the inside of a histogram.
type area struct{ mark }

// Plot draws the area; it is a plot.Plotter.
func (a area) Plot(c draw.Canvas, p *plot.Plot) {
	place := placed(c, p)
	for _, run := range a.pieces {
		var edge []vg.Point
		switch {
		case a.kind == Histogram:
			edge = path(run, place)
		case a.kind == Line && a.bars:
			for _, q := range run {
				edge = append(edge, place(q.x, q.y+q.err))
			}
			for i := len(run) - 1; i >= 0; i-- {
				edge = append(edge, place(run[i].x, run[i].y-run[i].err))
			}
		}
		if len(edge) > 2 {
			c.FillPolygon(a.light(), edge)
		}
	}
}

func path(run []point, place func(x, y float64) vg.Point) []vg.Point {
	out := make([]vg.Point, len(run))
	for i, q := range run {
		out[i] = place(q.x, q.y)
	}
	return out
}

// Plot draws lines and dots; it is a plot.Plotter.
func (m mark) Plot(c draw.Canvas, p *plot.Plot) {
	place := placed(c, p)
	for _, run := range m.pieces {
		switch m.kind {
		case Line:
			m.curve(c, path(run, place))
		case Points:
			m.dots(c, run, place)
		case Histogram:
			c.StrokeLines(m.stroke(), path(run, place))
		case Level:
			y := place(p.X.Min, run[0].y).Y
			c.StrokeLine2(m.stroke(), c.Min.X, y, c.Max.X, y)
		}
	}
}

func (m mark) curve(c draw.Canvas, line []vg.Point) {
	if len(line) == 1 {
		c.DrawGlyph(draw.GlyphStyle{Color: m.color, Radius: vg.Points(1.5), Shape: draw.CircleGlyph{}}, line[0])
		return
	}
	c.StrokeLines(m.stroke(), line)
}

func (m mark) dots(c draw.Canvas, run []point, place func(x, y float64) vg.Point) {
	for _, q := range run {
		at := place(q.x, q.y)
		if q.err > 0 {
			lo, hi := place(q.x, q.y-q.err), place(q.x, q.y+q.err)
			c.StrokeLine2(m.stroke(), lo.X, lo.Y, hi.X, hi.Y)
		}
		c.DrawGlyph(draw.GlyphStyle{Color: m.color, Radius: vg.Points(2), Shape: draw.CircleGlyph{}}, at)
	}
}

// Thumbnail draws the mark in the legend.
func (m mark) Thumbnail(c *draw.Canvas) {
	y := c.Center().Y
	switch m.kind {
	case Points:
		c.DrawGlyph(draw.GlyphStyle{Color: m.color, Radius: vg.Points(2), Shape: draw.CircleGlyph{}}, c.Center())
	case Histogram:
		c.FillPolygon(m.light(), []vg.Point{{X: c.Min.X, Y: c.Min.Y}, {X: c.Max.X, Y: c.Min.Y}, {X: c.Max.X, Y: c.Max.Y}, {X: c.Min.X, Y: c.Max.Y}})
	default:
		c.StrokeLine2(m.stroke(), c.Min.X, y, c.Max.X, y)
	}
}

func (m mark) stroke() draw.LineStyle {
	s := draw.LineStyle{Color: m.color, Width: vg.Points(1.2)}
	if m.points > 300 {
		s.Width = vg.Points(0.7)
	}
	if m.kind == Level {
		s.Width = vg.Points(1)
		s.Dashes = []vg.Length{vg.Points(4), vg.Points(3)}
	}
	return s
}

// light is the colour of areas: a quarter of the colour on white, without transparency, which not
// all viewers know.
func (m mark) light() color.Color {
	return between([]color.RGBA{{255, 255, 255, 255}, m.color}, 0.25)
}

// grid draws faint lines at the labelled ticks.
type grid struct{}

// Plot draws the lines; it is a plot.Plotter.
func (grid) Plot(c draw.Canvas, p *plot.Plot) {
	fx, fy := p.Transforms(&c)
	line := draw.LineStyle{Color: faint, Width: vg.Points(0.6)}
	for _, t := range p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max) {
		if t.Label != "" {
			c.StrokeLine2(line, fx(t.Value), c.Min.Y, fx(t.Value), c.Max.Y)
		}
	}
	for _, t := range p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max) {
		if t.Label != "" {
			c.StrokeLine2(line, c.Min.X, fy(t.Value), c.Max.X, fy(t.Value))
		}
	}
}
