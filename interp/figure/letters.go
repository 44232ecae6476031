package figure

import (
	"math"
	"sync"

	"codeberg.org/go-fonts/dejavu/dejavusans"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// dejavu names the font of all texts.
var dejavu = font.Font{Typeface: "DejaVu Sans"}

// outlines draws texts as the outlines of their letters.
type outlines struct {
	text.Plain
	mu     sync.Mutex
	buffer sfnt.Buffer
}

var letters = newOutlines()

func newOutlines() *outlines {
	face, err := opentype.Parse(dejavusans.TTF)
	if err != nil {
		panic("figure: " + err.Error())
	}
	cache := font.NewCache(font.Collection{{Font: dejavu, Face: face}})
	return &outlines{Plain: text.Plain{Fonts: cache}}
}

// Draw fills the outlines of the letters of txt. Its lines are laid out as by text.Plain.
func (o *outlines) Draw(c vg.Canvas, txt string, sty text.Style, pt vg.Point) {
	lines := o.Lines(txt)
	if txt == "" {
		return
	}
	c.Push()
	defer c.Pop()
	c.SetColor(sty.Color)
	c.Translate(pt)
	c.Rotate(sty.Rotation)
	top := sty.Height(txt)*vg.Length(sty.YAlign) - o.Extents(sty.Font).Ascent
	for i, line := range lines {
		width, _, _ := o.Box(line, sty.Font)
		x := vg.Length(sty.XAlign) * width
		y := top + vg.Length(len(lines)-i)*sty.Font.Size
		o.line(c, line, sty.Font, vg.Point{X: x, Y: y})
	}
}

// line fills one line from the origin at.
func (o *outlines) line(c vg.Canvas, txt string, fnt font.Font, at vg.Point) {
	o.mu.Lock()
	defer o.mu.Unlock()
	face := o.Fonts.Lookup(fnt, fnt.Size)
	units := face.Face.UnitsPerEm()
	em := fixed.Int26_6(units) << 6
	scale := float64(fnt.Size) / float64(em)
	var before sfnt.GlyphIndex
	for k, r := range []rune(txt) {
		glyph, err := face.Face.GlyphIndex(&o.buffer, r)
		if err != nil {
			continue
		}
		if k > 0 {
			if kern, err := face.Face.Kern(&o.buffer, before, glyph, em, 0); err == nil {
				at.X += vg.Length(float64(kern) * scale)
			}
		}
		if segments, err := face.Face.LoadGlyph(&o.buffer, glyph, em, nil); err == nil && len(segments) > 0 {
			c.Fill(outline(segments, scale, at))
		}
		if advance, err := face.Face.GlyphAdvance(&o.buffer, glyph, em, 0); err == nil {
			at.X += vg.Length(float64(advance) * scale)
		}
		before = glyph
	}
}

// outline turns the contours of a letter into a path; letters have y downwards. Coordinates are
// rounded, so that they are written with few digits.
func outline(segments sfnt.Segments, scale float64, at vg.Point) vg.Path {
	point := func(p fixed.Point26_6) vg.Point {
		round := func(v float64) vg.Length { return vg.Length(math.Round(v*1000) / 1000) }
		return vg.Point{X: round(float64(at.X) + float64(p.X)*scale), Y: round(float64(at.Y) - float64(p.Y)*scale)}
	}
	var path vg.Path
	for i, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				path.Close()
			}
			path.Move(point(s.Args[0]))
		case sfnt.SegmentOpLineTo:
			path.Line(point(s.Args[0]))
		case sfnt.SegmentOpQuadTo:
			path.QuadTo(point(s.Args[0]), point(s.Args[1]))
		case sfnt.SegmentOpCubeTo:
			path.CubeTo(point(s.Args[0]), point(s.Args[1]), point(s.Args[2]))
		}
	}
	path.Close()
	return path
}
