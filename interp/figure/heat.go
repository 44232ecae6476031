package figure

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgpdf"
)

func (g *Grid) check() error {
	switch {
	case g.Rows <= 0 || g.Cols <= 0:
		return fmt.Errorf("a map of %d by %d cells", g.Rows, g.Cols)
	case g.Rows > 8192 || g.Cols > 8192:
		return fmt.Errorf("a map of %d by %d cells is larger than 8192 by 8192", g.Rows, g.Cols)
	case len(g.Values) != g.Rows*g.Cols:
		return fmt.Errorf("a map of %d by %d cells with %d values", g.Rows, g.Cols, len(g.Values))
	case !slices.ContainsFunc(g.Values, usable):
		return errors.New("the map has no finite value")
	}
	return nil
}

// scale maps values to colours: few different values have a colour each, others a gradient.
type scale struct {
	lo, hi   float64
	few      []float64
	diverges bool // both signs: zero in the middle
}

// fewest is the number of different values up to which each has a colour of its own.
const fewest = 6

func (g *Grid) scale() scale {
	var s scale
	var r span
	for _, v := range g.Values {
		if !usable(v) {
			continue
		}
		r.add(v)
		if len(s.few) <= fewest && !slices.Contains(s.few, v) {
			s.few = append(s.few, v)
		}
	}
	slices.Sort(s.few)
	if len(s.few) > fewest {
		s.few = nil
	}
	s.lo, s.hi = r.lo, r.hi
	if r.lo < 0 && r.hi > 0 {
		s.diverges = true
		s.hi = math.Max(-r.lo, r.hi)
		s.lo = -s.hi
	}
	return s
}

// Anchors of the gradients, evenly spaced: dark blue to yellow for one sign, blue over white to
// red for both, ink and paper for two values.
var (
	two       = []color.RGBA{{38, 56, 96, 255}, {238, 226, 200, 255}}
	rising    = []color.RGBA{{68, 1, 84, 255}, {59, 82, 139, 255}, {33, 145, 140, 255}, {94, 201, 98, 255}, {253, 231, 37, 255}}
	diverging = []color.RGBA{{33, 80, 160, 255}, {120, 165, 215, 255}, {245, 245, 245, 255}, {230, 140, 110, 255}, {170, 30, 45, 255}}
)

// at is the colour of a value.
func (s scale) at(v float64) color.RGBA {
	if !usable(v) {
		return color.RGBA{255, 255, 255, 255}
	}
	x := 0.5
	if len(s.few) > 1 {
		x = float64(slices.Index(s.few, v)) / float64(len(s.few)-1)
	} else if s.hi > s.lo {
		x = (v - s.lo) / (s.hi - s.lo)
	}
	return between(s.anchors(), x)
}

// anchors are the colours of the gradient.
func (s scale) anchors() []color.RGBA {
	switch {
	case len(s.few) == 2:
		return two
	case s.diverges:
		return diverging
	}
	return rising
}

// between interpolates colours, x from 0 to 1.
func between(anchors []color.RGBA, x float64) color.RGBA {
	x *= float64(len(anchors) - 1)
	k := min(int(x), len(anchors)-2)
	f := x - float64(k)
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + f*(float64(b)-float64(a)))) }
	a, b := anchors[k], anchors[k+1]
	return color.RGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 255}
}

// draw lays out a map of square cells with its scale of colours beside it.
func (g *Grid) draw(p *plot.Plot, c draw.Canvas) {
	s := g.scale()
	p.X.Min, p.X.Max = g.X0-0.5, g.X0+float64(g.Cols)-0.5
	p.Y.Min, p.Y.Max = g.Y0-0.5, g.Y0+float64(g.Rows)-0.5
	p.X.Tick.Marker, p.Y.Tick.Marker = wholeTicks{}, wholeTicks{}
	if g.Down {
		p.Y.Scale = plot.InvertedScale{Normalizer: p.Y.Scale}
	}
	p.Add(cells{g, s})
	const bar = 20 * vg.Millimeter
	room := draw.Crop(c, 0, -bar, 0, 0)
	data := p.DataCanvas(room)
	w, h := data.Max.X-data.Min.X, data.Max.Y-data.Min.Y
	if want := h * vg.Length(g.Cols) / vg.Length(g.Rows); want < w {
		room = draw.Crop(room, (w-want)/2, -(w-want)/2, 0, 0)
	} else {
		want := w * vg.Length(g.Rows) / vg.Length(g.Cols)
		room = draw.Crop(room, 0, 0, (h-want)/2, -(h-want)/2)
	}
	p.Draw(room)
	s.draw(p, c, p.DataCanvas(room))
}

// draw shows the scale to the right of the map.
func (s scale) draw(p *plot.Plot, c, data draw.Canvas) {
	style := p.Y.Tick.Label
	style.XAlign, style.YAlign = draw.XLeft, draw.YCenter
	x0 := data.Max.X + 4*vg.Millimeter
	x1 := x0 + 3.5*vg.Millimeter
	height := data.Max.Y - data.Min.Y
	write := func(y vg.Length, text string) {
		c.FillText(style, vg.Point{X: x1 + 1.5*vg.Millimeter, Y: y}, text)
	}
	if s.few != nil {
		side := min(5*vg.Millimeter, height/vg.Length(len(s.few)))
		for k, v := range s.few {
			y := data.Center().Y + side*(vg.Length(k)-vg.Length(len(s.few))/2)
			box := vg.Rectangle{Min: vg.Point{X: x0, Y: y}, Max: vg.Point{X: x1, Y: y + side}}
			c.SetColor(s.at(v))
			c.Fill(box.Path())
			write(y+side/2, shortNumber(v))
		}
		return
	}
	strip := image.NewRGBA(image.Rect(0, 0, 1, 512))
	for k := range 512 {
		strip.SetRGBA(0, 511-k, s.at(s.lo+(s.hi-s.lo)*(float64(k)+0.5)/512))
	}
	drawImage(c, vg.Rectangle{Min: vg.Point{X: x0, Y: data.Min.Y}, Max: vg.Point{X: x1, Y: data.Max.Y}}, strip)
	for _, t := range linearTicks(s.lo, s.hi) {
		write(data.Min.Y+height*vg.Length((t.Value-s.lo)/(s.hi-s.lo)), t.Label)
	}
}

// cells draws the map as an image.
type cells struct {
	g *Grid
	s scale
}

// Plot draws the cells, enlarged to whole pixels so that no viewer blurs them; it is a plot.Plotter.
func (m cells) Plot(c draw.Canvas, _ *plot.Plot) {
	g := m.g
	times := max(1, 512/max(g.Rows, g.Cols))
	img := image.NewRGBA(image.Rect(0, 0, g.Cols*times, g.Rows*times))
	for y := range g.Rows * times {
		row := y / times
		if !g.Down {
			row = g.Rows - 1 - row
		}
		for x := range g.Cols * times {
			img.SetRGBA(x, y, m.s.at(g.Values[row*g.Cols+x/times]))
		}
	}
	drawImage(c, c.Rectangle, img)
}

// drawImage draws an image upright; vgpdf has its own idea of up.
func drawImage(c draw.Canvas, to vg.Rectangle, img *image.RGBA) {
	inner := c.Canvas
	for {
		outer, ok := inner.(draw.Canvas) // cut out of a larger one
		if !ok {
			break
		}
		inner = outer.Canvas
	}
	if _, ok := inner.(*vgpdf.Canvas); ok {
		b := img.Bounds()
		turned := image.NewRGBA(b)
		for y := range b.Dy() {
			copy(turned.Pix[y*turned.Stride:(y+1)*turned.Stride], img.Pix[(b.Dy()-1-y)*img.Stride:])
		}
		img = turned
	}
	c.DrawImage(to, img)
}

// wholeTicks are ticks at whole numbers.
type wholeTicks struct{}

// Ticks keeps those of linearTicks that are whole.
func (wholeTicks) Ticks(lo, hi float64) []plot.Tick {
	var out []plot.Tick
	for _, t := range linearTicks(lo, hi) {
		if t.Value == math.Round(t.Value) {
			t.Label = label(t.Value, 0, 0)
			out = append(out, t)
		}
	}
	return out
}
