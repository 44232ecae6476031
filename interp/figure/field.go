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
)

// Field is a function of two coordinates on a grid, Values[row·len(X)+column] at X[column], Y[row]. It is drawn as bands
// between contours, with the series of the figure over it. Values that are not finite stay blank.
type Field struct {
	X, Y   []float64 // rising
	Values []float64
}

// bands is the number of bands of colour between the lowest and the highest value.
const bands = 10

// z is the value in a column and row.
func (f *Field) z(c, r int) float64 { return f.Values[r*len(f.X)+c] }

func (f *Field) check() error {
	for _, axis := range [][]float64{f.X, f.Y} {
		if len(axis) < 2 || len(axis) > 4096 {
			return errors.New("contours need from 2 to 4096 coordinates in each direction")
		}
		for k, v := range axis {
			if !usable(v) || k > 0 && !(v > axis[k-1]) {
				return errors.New("the coordinates of contours rise from each to the next")
			}
		}
	}
	switch {
	case len(f.Values) != len(f.X)*len(f.Y):
		return fmt.Errorf("contours on %d by %d coordinates with %d values", len(f.X), len(f.Y), len(f.Values))
	case !slices.ContainsFunc(f.Values, usable):
		return errors.New("the contours have no finite value")
	}
	return nil
}

// scale is the gradient of colours over the values; one colour where all are the same.
func (f *Field) scale() scale {
	s := (&Grid{Values: f.Values, Rows: len(f.Y), Cols: len(f.X)}).scale()
	if len(s.few) > 1 {
		s.few = nil
	}
	return s
}

// levels are the values of the contours.
func (s scale) levels() []float64 {
	var out []float64
	for k := 1; k < bands; k++ {
		out = append(out, s.lo+(s.hi-s.lo)*float64(k)/bands)
	}
	return out
}

// band is the colour of the band that holds a value.
func (s scale) band(v float64) color.RGBA {
	if !usable(v) || !(s.hi > s.lo) {
		return s.at(v)
	}
	k := math.Min(math.Floor((v-s.lo)/(s.hi-s.lo)*bands), bands-1)
	return between(s.anchors(), (k+0.5)/bands)
}

// draw lays out the bands, their contours and the points over them, with the scale beside.
func (f *Field) draw(p *plot.Plot, c draw.Canvas, over []mark) {
	s := f.scale()
	p.X.Min, p.X.Max = f.X[0], f.X[len(f.X)-1]
	p.Y.Min, p.Y.Max = f.Y[0], f.Y[len(f.Y)-1]
	p.Add(shades{f, s})
	p.Add(contours{f, s.levels()})
	for _, m := range over {
		m.color = dot
		p.Add(inside{m})
	}
	const bar = 20 * vg.Millimeter
	room := draw.Crop(c, 0, -bar, 0, 0)
	p.Draw(room)
	s.draw(p, c, p.DataCanvas(room))
}

// dot is the colour of points over a field; it stands out from all its shades.
var dot = color.RGBA{230, 80, 40, 255}

// shades fills the bands.
type shades struct {
	f *Field
	s scale
}

// Plot draws the bands as an image, between the points of the grid by bilinear interpolation; it is a plot.Plotter.
func (m shades) Plot(c draw.Canvas, _ *plot.Plot) {
	const side = 512
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	columns, rows := places(m.f.X, side), places(m.f.Y, side)
	for y, r := range rows {
		for x, q := range columns {
			i, j := int(q), int(r)
			a, b := q-float64(i), r-float64(j)
			low := m.f.z(i, j)*(1-a) + m.f.z(i+1, j)*a
			high := m.f.z(i, j+1)*(1-a) + m.f.z(i+1, j+1)*a
			img.SetRGBA(x, side-1-y, m.s.band(low*(1-b)+high*b))
		}
	}
	drawImage(c, c.Rectangle, img)
}

// contours draws the lines between bands.
type contours struct {
	f      *Field
	levels []float64
}

// Plot draws the lines cell by cell (marching squares); it is a plot.Plotter.
func (m contours) Plot(c draw.Canvas, p *plot.Plot) {
	style := draw.LineStyle{Color: color.RGBA{255, 255, 255, 255}, Width: vg.Points(0.4)}
	place := placed(c, p)
	for r := range len(m.f.Y) - 1 {
		for q := range len(m.f.X) - 1 {
			for _, level := range m.levels {
				ends := m.f.crossings(q, r, level)
				for k := 0; k+1 < len(ends); k += 2 {
					a, b := place(ends[k].x, ends[k].y), place(ends[k+1].x, ends[k+1].y)
					c.StrokeLine2(style, a.X, a.Y, b.X, b.Y)
				}
			}
		}
	}
}

// crossings are the points at which a level crosses the sides of a cell, going round; at a saddle the pairs keep the
// mean of the corners on its side. There are none where a corner is not finite.
func (f *Field) crossings(q, r int, level float64) []point {
	corners := [4][2]int{{q, r}, {q + 1, r}, {q + 1, r + 1}, {q, r + 1}}
	var out []point
	mean := 0.0
	for k, a := range corners {
		b := corners[(k+1)%4]
		za, zb := f.z(a[0], a[1]), f.z(b[0], b[1])
		if !usable(za) {
			return nil
		}
		mean += za / 4
		if (za < level) != (zb < level) {
			w := (level - za) / (zb - za)
			out = append(out, point{x: f.X[a[0]]*(1-w) + f.X[b[0]]*w, y: f.Y[a[1]]*(1-w) + f.Y[b[1]]*w})
		}
	}
	if len(out) == 4 && (f.z(q, r) < level) != (mean < level) {
		out = []point{out[3], out[0], out[1], out[2]} // cuts off the first corner and its opposite, not the others
	}
	return out
}

// places are the places on an axis, in steps of its coordinates, of evenly spaced pixels.
func places(axis []float64, pixels int) []float64 {
	out := make([]float64, pixels)
	lo, hi := axis[0], axis[len(axis)-1]
	k := 0
	for p := range out {
		v := lo + (hi-lo)*(float64(p)+0.5)/float64(pixels)
		for k < len(axis)-2 && axis[k+1] <= v {
			k++
		}
		out[p] = float64(k) + math.Min((v-axis[k])/(axis[k+1]-axis[k]), 1-1e-12)
	}
	return out
}

// inside draws of a mark the points that lie in the figure.
type inside struct{ mark }

// Plot leaves out the points beyond the axes; it is a plot.Plotter.
func (m inside) Plot(c draw.Canvas, p *plot.Plot) {
	place := placed(c, p)
	style := draw.GlyphStyle{Color: m.color, Radius: vg.Points(1), Shape: draw.CircleGlyph{}}
	for _, run := range m.pieces {
		for _, q := range run {
			if q.x >= p.X.Min && q.x <= p.X.Max && q.y >= p.Y.Min && q.y <= p.Y.Max {
				c.DrawGlyph(style, place(q.x, q.y))
			}
		}
	}
}
