package figure

import (
	"bytes"
	"errors"
	"fmt"
	"image/color"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	pdf "codeberg.org/go-pdf/fpdf"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgpdf"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Kind is how a series is drawn.
type Kind uint8

// Kinds of series.
const (
	Line      Kind = iota // a curve through (X, Y), with a band of half width Err
	Points                // dots at (X, Y), with error bars Err
	Histogram             // frequencies of the values Y
	Level                 // a horizontal line at Y[0], such as an exact value
)

// Series is one set of data. Values that are not finite leave gaps.
type Series struct {
	Kind Kind
	Name string    // for the legend; none if empty
	X    []float64 // nil for 1, 2, 3, …
	Y    []float64
	Err  []float64 // standard errors of Y; nil for none
	Bins int       // of a histogram; 0 to choose by the number of values

	// Density scales a histogram so that its area is 1, to be compared with a density.
	Density bool
}

// Grid is a map of values on Rows × Cols cells, row-major. Row 0 is at the bottom, or at the top of
// a matrix (Down). Cells that are NaN stay blank.
type Grid struct {
	Values     []float64
	Rows, Cols int
	Down       bool
	X0, Y0     float64 // coordinates of the first cell; cells are 1 wide
}

// Figure is what to draw: series, one map, or contours with series over them.
type Figure struct {
	Title, XLabel, YLabel string
	LogX, LogY            bool
	Series                []Series
	Map                   *Grid
	Field                 *Field
	Width, Height         float64 // in centimetres; 0 for 14 × 9
}

// History is a figure of a quantity against the step, with an error band if err is given.
func History(name string, step, mean, err []float64) *Figure {
	return &Figure{XLabel: "step", YLabel: name, Series: []Series{{X: step, Y: mean, Err: err}}}
}

// Formats are the file formats, by extension.
var Formats = []string{"png", "svg", "pdf"}

// Save draws the figure in the format of the extension of path and hands the bytes to write.
func (f *Figure) Save(path string, write func(path string, data []byte) error) error {
	format := strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))
	data, err := f.Render(format)
	if err != nil {
		return err
	}
	return write(path, data)
}

// Render draws the figure as png, svg or pdf.
func (f *Figure) Render(format string) (data []byte, err error) {
	if !slices.Contains(Formats, format) {
		return nil, fmt.Errorf("a figure is written as .png, .svg or .pdf, not .%s", format)
	}
	if err := f.check(); err != nil {
		return nil, err
	}
	defer func() {
		if r := recover(); r != nil {
			data, err = nil, fmt.Errorf("the figure cannot be drawn: %v", r)
		}
	}()
	w, h := f.size()
	var canvas vg.CanvasSizer
	var out io.WriterTo
	switch format {
	case "png":
		c := vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(w, h), vgimg.UseDPI(200))}
		canvas, out = c, c
	case "svg":
		c := vgsvg.New(w, h)
		canvas, out = c, c
	case "pdf":
		timeless()
		c := vgpdf.New(w, h)
		canvas, out = c, c
	}
	f.draw(draw.New(canvas))
	var b bytes.Buffer
	if _, err := out.WriteTo(&b); err != nil {
		return nil, err
	}
	// vgsvg embeds images as PNG, and calls them JPEG.
	return bytes.ReplaceAll(b.Bytes(), []byte("data:image/jpg;"), []byte("data:image/png;")), nil
}

// timeless leaves the time of creation out of PDF files, which would make each one different.
var timeless = sync.OnceFunc(func() {
	epoch := time.Unix(0, 0).UTC()
	pdf.SetDefaultCreationDate(epoch)
	pdf.SetDefaultModificationDate(epoch)
	pdf.SetDefaultCatalogSort(true)
})

func (f *Figure) size() (w, h vg.Length) {
	w, h = 14*vg.Centimeter, 9*vg.Centimeter
	if f.Width > 0 {
		w = vg.Length(f.Width) * vg.Centimeter
	}
	if f.Height > 0 {
		h = vg.Length(f.Height) * vg.Centimeter
	}
	return w, h
}

// What can be drawn is bounded: ranges of values must not overflow, nor logarithmic ones underflow.
const (
	largest  = 1e150
	smallest = 1e-150
)

// check refuses what cannot be drawn.
func (f *Figure) check() error {
	if w, h := f.size(); w < 2*vg.Centimeter || h < 2*vg.Centimeter || w > 200*vg.Centimeter || h > 200*vg.Centimeter {
		return errors.New("a figure is between 2 and 200 centimetres wide and high")
	}
	if f.Map != nil {
		return f.Map.check()
	}
	if f.Field != nil {
		if err := f.Field.check(); err != nil {
			return err
		}
	} else if len(f.Series) == 0 {
		return errors.New("there is nothing to draw")
	}
	for _, s := range f.Series {
		if err := s.check(f.LogX, f.LogY); err != nil {
			return err
		}
	}
	return nil
}

func (s *Series) check(logX, logY bool) error {
	name := "the series"
	if s.Name != "" {
		name = s.Name
	}
	switch {
	case len(s.Y) == 0:
		return fmt.Errorf("%s has no values", name)
	case s.X != nil && len(s.X) != len(s.Y):
		return fmt.Errorf("%s has %d abscissas and %d values", name, len(s.X), len(s.Y))
	case s.Err != nil && len(s.Err) != len(s.Y):
		return fmt.Errorf("%s has %d values and %d errors", name, len(s.Y), len(s.Err))
	case s.Kind == Histogram && logX:
		return fmt.Errorf("%s is a histogram: take the logarithm of its values instead of a logarithmic axis", name)
	case s.Bins < 0 || s.Bins > 10000:
		return fmt.Errorf("%s has %d bins", name, s.Bins)
	}
	finite, shown := false, false
	for i := range s.Y {
		if s.Kind == Level && i > 0 {
			break
		}
		x, y := s.at(i)
		ok := s.Kind == Level || usable(x)
		finite = finite || ok && usable(y)
		shown = shown || ok && usable(y) && (s.Kind == Histogram || !(logY && y < smallest) && !(logX && s.Kind != Level && x < smallest))
	}
	switch {
	case !finite:
		return fmt.Errorf("%s has no finite value", name)
	case !shown:
		return fmt.Errorf("%s has no positive value for a logarithmic axis", name)
	}
	return nil
}

// at is a point of the series; for a histogram, the value is on the horizontal axis.
func (s *Series) at(i int) (x, y float64) {
	switch {
	case s.Kind == Histogram:
		return s.Y[i], s.Y[i]
	case s.X == nil:
		return float64(i + 1), s.Y[i]
	}
	return s.X[i], s.Y[i]
}

func usable(v float64) bool { return math.Abs(v) < largest }

// draw lays the figure out.
func (f *Figure) draw(c draw.Canvas) {
	p := f.newPlot()
	margin := vg.Millimeter * 2
	if f.Map != nil {
		f.Map.draw(p, draw.Crop(c, margin, -margin, margin, -margin))
		return
	}
	marks := f.marks()
	if f.Field != nil {
		f.Field.draw(p, draw.Crop(c, margin, -margin, margin, -margin), marks)
		return
	}
	var x, y span
	for _, m := range marks {
		x, y = x.join(m.x), y.join(m.y)
	}
	switch {
	case !x.some: // levels alone are nowhere along x
		x, p.X.Tick.Marker = span{1, 2, true}, plot.ConstantTicks(nil)
	case f.LogX:
		p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, plot.TickerFunc(logTicks)
	}
	if f.LogY {
		p.Y.Scale, p.Y.Tick.Marker = plot.LogScale{}, plot.TickerFunc(logTicks)
	}
	var pad float64
	if slices.ContainsFunc(f.Series, func(s Series) bool { return s.Kind == Points }) {
		pad = 0.03
	}
	p.X.Min, p.X.Max = x.padded(pad, f.LogX)
	p.Y.Min, p.Y.Max = y.padded(0.05, f.LogY)
	if !f.LogY && y.lo == 0 {
		p.Y.Min = 0
	}
	for _, m := range marks {
		p.Add(area{m})
	}
	p.Add(grid{})
	for _, m := range marks {
		p.Add(m)
		if m.name != "" {
			p.Legend.Add(m.name, m)
		}
	}
	inner := draw.Crop(c, margin, -2*margin, margin, -margin)
	p.Legend.Top, p.Legend.Left = emptiest(marks, p)
	if p.Legend.Left {
		p.Legend.XOffs = -p.Legend.XOffs
	}
	if !p.Legend.Top {
		p.Legend.YOffs = -p.Legend.YOffs
	}
	p.Draw(inner)
}

// emptiest is the corner of the figure with the fewest points, the upper right one among equals.
func emptiest(marks []mark, p *plot.Plot) (top, left bool) {
	type corner struct{ top, left bool }
	count := map[corner]float64{}
	for _, m := range marks {
		if m.kind == Level {
			continue
		}
		for _, run := range m.pieces {
			for _, q := range run {
				x, y := p.X.Norm(q.x), p.Y.Norm(math.Max(q.y, p.Y.Min))
				if (y < 0.35 || y > 0.65) && (x < 0.4 || x > 0.6) {
					count[corner{y > 0.5, x < 0.5}] += 1 / float64(m.points)
				}
			}
		}
	}
	best := corner{top: true}
	for _, c := range []corner{{true, true}, {false, false}, {false, true}} {
		if count[c] < count[best]-0.02 {
			best = c
		}
	}
	return best.top, best.left
}

// newPlot is an empty plot in the house style.
func (f *Figure) newPlot() *plot.Plot {
	p := plot.New()
	p.TextHandler = letters
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = f.Title, f.XLabel, f.YLabel
	p.Title.TextStyle.Handler, p.Legend.TextStyle.Handler = letters, letters
	p.Title.TextStyle.Font = font.From(dejavu, 11)
	width, _ := f.size()
	if title := p.Title.TextStyle.Width(f.Title); title > 0.94*width {
		p.Title.TextStyle.Font.Size *= 0.94 * width / title
	}
	p.Title.Padding = 2 * vg.Millimeter
	p.Legend.TextStyle.Font = font.From(dejavu, 8.5)
	p.Legend.Top = true
	p.Legend.XOffs, p.Legend.YOffs = -2*vg.Millimeter, -1.5*vg.Millimeter
	p.Legend.Padding = 1 * vg.Millimeter
	p.Legend.ThumbnailWidth = 6 * vg.Millimeter
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Label.TextStyle.Handler, a.Tick.Label.Handler = letters, letters
		a.Label.TextStyle.Font = font.From(dejavu, 10)
		a.Label.Padding = 1.2 * vg.Millimeter
		a.Tick.Label.Font = font.From(dejavu, 8.5)
		a.Tick.Length = 1 * vg.Millimeter
		a.Color, a.Tick.Color = frame, frame
		a.Tick.Marker = plot.TickerFunc(linearTicks)
		a.Padding = 0
	}
	return p
}

// Colours: a palette that the colour-blind can tell apart (Okabe and Ito).
var (
	frame  = color.RGBA{60, 60, 60, 255}
	faint  = color.RGBA{228, 228, 228, 255}
	colors = []color.RGBA{
		{0, 114, 178, 255}, {213, 94, 0, 255}, {0, 158, 115, 255}, {204, 121, 167, 255},
		{230, 159, 0, 255}, {86, 180, 233, 255}, {80, 80, 80, 255},
	}
)
