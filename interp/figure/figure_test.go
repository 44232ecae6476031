package figure

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// some are figures of each kind.
func some() map[string]*Figure {
	nan := math.NaN()
	wave := make([]float64, 200)
	for i := range wave {
		wave[i] = math.Sin(float64(i) / 9)
	}
	history := History("⟨E⟩/N", []float64{1, 2, 3, 4, 5}, []float64{3, 2.5, nan, 1.2, 1.1}, []float64{0.3, 0.2, nan, nan, 0.1})
	history.Title = "σᵢσⱼ ħ ∇ψ"
	history.Series[0].Name = "measured"
	history.Series = append(history.Series, Series{Kind: Level, Name: "exact", Y: []float64{1}})
	return map[string]*Figure{
		"history":     history,
		"points":      {LogX: true, LogY: true, Series: []Series{{Kind: Points, X: []float64{1, 10, 100}, Y: []float64{1, 0.1, 0}, Err: []float64{0.5, 0.2, 1}}}},
		"histogram":   {Series: []Series{{Kind: Histogram, Y: wave}}},
		"constant":    {Series: []Series{{Y: []float64{2, 2, 2}}}},
		"one point":   {Series: []Series{{Y: []float64{-1e-12}}}},
		"one value":   {Series: []Series{{Kind: Histogram, Y: []float64{7}}}},
		"only a line": {Series: []Series{{Kind: Level, Y: []float64{0}}}},
		"spins":       {Map: &Grid{Rows: 2, Cols: 3, Values: []float64{1, -1, 1, -1, -1, 1}}},
		"field":       {Map: &Grid{Rows: 10, Cols: 20, Values: wave, Down: true}, XLabel: "x", YLabel: "y"},
		"flat map":    {Map: &Grid{Rows: 1, Cols: 2, Values: []float64{3, nan}}},
		"contours":    {Field: &Field{X: []float64{0, 1, 3, 4}, Y: []float64{-1, 0, 0.5}, Values: []float64{1, 2, 3, 4, 2, nan, 4, 5, 3, 4, 5, 7}}, Series: []Series{{Kind: Points, X: []float64{1, 9}, Y: []float64{0.2, 0}}}},
		"flat field":  {Field: &Field{X: []float64{0, 1}, Y: []float64{0, 1}, Values: []float64{2, 2, 2, 2}}},
		"long":        {Series: []Series{{Y: make([]float64, 50000)}}},
	}
}

// Levels alone, as those of a spectrum, are nowhere along x: there are no numbers below them, as many as beside them.
func TestLevelsAlone(t *testing.T) {
	words := func(f *Figure) int {
		data, err := f.Render("svg")
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Count(data, []byte("<path"))
	}
	level := func(y float64) Series { return Series{Kind: Level, Y: []float64{y}} }
	alone, along := words(&Figure{Series: []Series{level(1), level(2)}}), words(&Figure{Series: []Series{{X: []float64{1, 2}, Y: []float64{1, 2}}}})
	if alone >= along {
		t.Errorf("%d outlines, and %d with numbers below", alone, along)
	}
}

func TestRender(t *testing.T) {
	for name, f := range some() {
		for _, format := range Formats {
			data, err := f.Render(format)
			if err != nil {
				t.Errorf("%s as %s: %v", name, format, err)
				continue
			}
			again, _ := f.Render(format)
			if !bytes.Equal(data, again) {
				t.Errorf("%s as %s: two drawings differ", name, format)
			}
			switch format {
			case "png":
				img, err := png.Decode(bytes.NewReader(data))
				if err != nil || img.Bounds().Dx() != 1102 || img.Bounds().Dy() != 709 {
					t.Errorf("%s: %v, or not 14 by 9 cm at 200 dots per inch", name, err)
				}
			case "svg":
				texts, err := elements(data, "text")
				if err != nil || texts != 0 {
					t.Errorf("%s: %v, %d texts that need a font", name, err, texts)
				}
			case "pdf":
				if !bytes.HasPrefix(data, []byte("%PDF-")) || bytes.Contains(data, []byte("/FontFile")) {
					t.Errorf("%s: no PDF, or one with a font", name)
				}
			}
		}
	}
}

// TestTogether draws from several goroutines, as a training and the prompt may.
func TestTogether(t *testing.T) {
	for name, f := range some() {
		for _, format := range Formats {
			t.Run(name+" "+format, func(t *testing.T) {
				t.Parallel()
				if _, err := f.Render(format); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// elements counts the elements of a name in a well-formed document.
func elements(data []byte, name string) (n int, err error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == name {
			n++
		}
	}
}

// TestMapHasItsColours looks at the middle of each cell.
func TestMapHasItsColours(t *testing.T) {
	for _, down := range []bool{false, true} {
		g := &Grid{Rows: 3, Cols: 3, Values: []float64{1, -1, -1, -1, -1, -1, -1, -1, -1}, Down: down}
		data, err := (&Figure{Map: g}).Render("png")
		if err != nil {
			t.Fatal(err)
		}
		img, _ := png.Decode(bytes.NewReader(data))
		left, up, n := 0, 0, 0
		for y := range img.Bounds().Dy() {
			for x := range 700 { // the scale of colours is further right
				if r, g, b, _ := img.At(x, y).RGBA(); r>>8 == 238 && g>>8 == 226 && b>>8 == 200 {
					left, up, n = left+x, up+y, n+1
				}
			}
		}
		if n < 10000 || left/n > 500 || (up/n < 350) != down {
			t.Errorf("down %t: the first cell has %d pixels around %d, %d", down, n, left/max(n, 1), up/max(n, 1))
		}
	}
}

func TestSaveWritesOnce(t *testing.T) {
	f := some()["history"]
	var got []string
	write := func(path string, data []byte) error {
		got = append(got, path)
		return errors.New("disk full")
	}
	if err := f.Save("out/a.PNG", write); err == nil || err.Error() != "disk full" {
		t.Errorf("error of writing is lost: %v", err)
	}
	if err := f.Save("a.jpg", write); err == nil || !strings.Contains(err.Error(), ".png, .svg or .pdf") {
		t.Errorf("unknown format: %v", err)
	}
	if err := (&Figure{}).Save("a.svg", write); err == nil {
		t.Error("an empty figure is saved")
	}
	if len(got) != 1 || got[0] != "out/a.PNG" {
		t.Errorf("written: %v", got)
	}
}

func TestBadDataIsAnError(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for want, f := range map[string]*Figure{
		"nothing to draw":          {},
		"has no values":            {Series: []Series{{}}},
		"has no finite value":      {Series: []Series{{Y: []float64{nan, inf}}}},
		"no finite value":          {Series: []Series{{Kind: Histogram, Y: []float64{nan}}}},
		"2 abscissas and 1 values": {Series: []Series{{X: []float64{1, 2}, Y: []float64{1}}}},
		"1 values and 2 errors":    {Series: []Series{{Y: []float64{1}, Err: []float64{1, 2}}}},
		"F has no positive value":  {LogY: true, Series: []Series{{Name: "F", Y: []float64{-1, 0}}}},
		"no positive value":        {LogX: true, Series: []Series{{X: []float64{0}, Y: []float64{1}}}},
		"with 3 values":            {Map: &Grid{Rows: 2, Cols: 2, Values: []float64{1, 2, 3}}},
		"0 by 2 cells":             {Map: &Grid{Rows: 0, Cols: 2}},
		"map has no finite value":  {Map: &Grid{Rows: 1, Cols: 1, Values: []float64{nan}}},
		"between 2 and 200":        {Width: 1e9, Series: []Series{{Y: []float64{1}}}},
	} {
		_, err := f.Render("svg")
		_, terr := f.Terminal(80, 12)
		for _, err := range []error{err, terr} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("error %v, want %q", err, want)
			}
		}
	}
}

// TestAnyDataCanBeDrawn: whatever the numbers, there is a figure or an error from the check.
func TestAnyDataCanBeDrawn(t *testing.T) {
	value := rapid.OneOf(rapid.Float64(), rapid.Float64Range(-2, 2), rapid.SampledFrom([]float64{0, 1, 1, -1, math.NaN(), math.Inf(1), 1e149, -1e149, 1e-300}))
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "n")
		list := func(name string) []float64 { return rapid.SliceOfN(value, n, n).Draw(t, name) }
		f := &Figure{LogX: rapid.Bool().Draw(t, "log x"), LogY: rapid.Bool().Draw(t, "log y")}
		if rapid.IntRange(0, 4).Draw(t, "map") == 0 {
			f.Map = &Grid{Rows: 1, Cols: n, Values: list("z")}
		} else {
			f.Series = []Series{{Kind: Kind(rapid.IntRange(0, 3).Draw(t, "kind")), X: list("x"), Y: list("y"), Err: list("err")}}
		}
		bad := f.check()
		if _, err := f.Render("svg"); (err == nil) != (bad == nil) {
			t.Fatalf("%v, although the check says %v", err, bad)
		}
		text, err := f.Terminal(60, 8)
		if (err == nil) != (bad == nil) {
			t.Fatalf("in the terminal: %v, although the check says %v", err, bad)
		}
		if w := widest(text); w > 60 {
			t.Fatalf("%d columns wide:\n%s", w, text)
		}
	})
}

func TestTicks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lo := rapid.Float64Range(-1, 1).Draw(t, "lo") * math.Pow(10, rapid.Float64Range(-20, 20).Draw(t, "log size"))
		width := math.Max(math.Abs(lo), 1e-9) * math.Pow(10, rapid.Float64Range(-6, 6).Draw(t, "log width"))
		hi := lo + width
		ticks := linearTicks(lo, hi)
		if len(ticks) < 2 || len(ticks) > 9 {
			t.Fatalf("%d ticks between %g and %g", len(ticks), lo, hi)
		}
		for i, k := range ticks {
			if k.Value < lo-1e-9*width || k.Value > hi+1e-9*width || k.Label == "" {
				t.Fatalf("tick at %g outside of %g to %g", k.Value, lo, hi)
			}
			if i > 0 && (k.Label == ticks[i-1].Label || k.Value <= ticks[i-1].Value) {
				t.Fatalf("two ticks %s between %g and %g", k.Label, lo, hi)
			}
		}
	})
}

func TestTickLabels(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		want   string
	}{
		{0, 1, "0 0.2 0.4 0.6 0.8 1.0"},
		{-2.2, -1.9, "−2.20 −2.15 −2.10 −2.05 −2.00 −1.95 −1.90"},
		{0, 2000, "0 500 1000 1500 2000"},
		{0, 3e6, "0 0.5×10⁶ 1.0×10⁶ 1.5×10⁶ 2.0×10⁶ 2.5×10⁶ 3.0×10⁶"},
		{-1e-4, 1e-4, "−1.0×10⁻⁴ −0.5×10⁻⁴ 0 0.5×10⁻⁴ 1.0×10⁻⁴"},
	} {
		var labels []string
		for _, k := range linearTicks(c.lo, c.hi) {
			labels = append(labels, k.Label)
		}
		if got := strings.Join(labels, " "); got != c.want {
			t.Errorf("%g to %g: %s, want %s", c.lo, c.hi, got, c.want)
		}
	}
	var decades []string
	for _, k := range logTicks(0.05, 200) {
		if k.Label != "" {
			decades = append(decades, k.Label)
		}
	}
	if got := strings.Join(decades, " "); got != "10⁻¹ 10⁰ 10¹ 10²" {
		t.Errorf("decades %s", got)
	}
}

func TestHistogramCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := rapid.SliceOfN(rapid.Float64Range(-5, 5), 1, 200).Draw(t, "y")
		s := Series{Kind: Histogram, Y: append(y, math.NaN()), Bins: rapid.IntRange(0, 30).Draw(t, "bins")}
		lo, width, counts := s.count()
		total := 0.0
		for k, c := range counts {
			slow := 0
			for _, v := range y {
				if bin := (v - lo) / width; bin >= float64(k)-1e-9 && bin <= float64(k+1)+1e-9 {
					slow++ // counts values on an edge on both sides
				}
			}
			if c > float64(slow) {
				t.Fatalf("%g values in a bin of at most %d", c, slow)
			}
			total += c
		}
		if total != float64(len(y)) {
			t.Fatalf("%g of %d values are counted", total, len(y))
		}
	})
}

func TestLongLinesKeepTheirExtremes(t *testing.T) {
	p := make([]point, 100000)
	for i := range p {
		p[i].x = float64(i)
	}
	p[12345].y, p[54321].y = 1, -1
	q := thin(p)
	high, low := false, false
	for i := range q {
		high, low = high || q[i].y == 1, low || q[i].y == -1
		if i > 0 && q[i].x <= q[i-1].x {
			t.Fatal("out of order")
		}
	}
	if !high || !low || len(q) > limit+2 {
		t.Errorf("%d points, highest kept %t, lowest kept %t", len(q), high, low)
	}
}

func TestTerminal(t *testing.T) {
	for name, c := range map[string]struct {
		f    *Figure
		want string
	}{
		"spins": {some()["spins"], "    ██\n██  ██\n  -1   █ 1\n"},
		"histogram": {&Figure{Series: []Series{{Kind: Histogram, Y: []float64{0, 0, 0, 0, 1, 4}, Bins: 2}}},
			"1 ┤███████████████████████████ 5\n3 ┤█████▍ 1\n"},
		"line": {&Figure{XLabel: "t", YLabel: "x", Series: []Series{{Y: []float64{0, 1, 2}}}}, strings.TrimPrefix(`
 2.0 ┤                      ╭───
 1.5 ┤                ╭─────╯
 1.0 ┤         ╭──────╯
 0.5 ┤   ╭─────╯
 0.0 ┼───╯
     └┬─────────────────────────┬
      1                         3
x against t
`, "\n")},
	} {
		got, err := c.f.Terminal(33, 5)
		if err != nil || got != c.want {
			t.Errorf("%s (%v):\n%swant\n%s", name, err, got, c.want)
		}
	}
	if _, err := some()["spins"].Terminal(3, 3); err == nil {
		t.Error("a terminal of three columns")
	}
}

// A histogram that is compared with a density has the area 1, whatever its bins.
func TestHistogramAsDensity(t *testing.T) {
	for _, bins := range []int{0, 1, 7} {
		s := Series{Kind: Histogram, Y: []float64{0, 1, 1, 2, 2, 2, 5, math.NaN()}, Bins: bins, Density: true}
		_, width, counts := s.count()
		area := 0.0
		for _, c := range counts {
			area += c * width
		}
		if math.Abs(area-1) > 1e-12 {
			t.Errorf("%d bins: area %g", bins, area)
		}
	}
}
