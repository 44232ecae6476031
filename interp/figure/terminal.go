package figure

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/guptarohit/asciigraph"
)

// Terminal draws the figure as text of at most width columns and about height lines, without
// colours. Lines, points and levels share one set of axes, a histogram has a bar for each bin, a map
// a block for each cell.
func (f *Figure) Terminal(width, height int) (text string, err error) {
	if width < 30 || height < 5 {
		return "", errors.New("a plot needs at least 30 columns and 5 lines")
	}
	if err := f.check(); err != nil {
		return "", err
	}
	defer func() {
		if r := recover(); r != nil {
			text, err = "", fmt.Errorf("the figure cannot be drawn: %v", r)
		}
	}()
	var b strings.Builder
	if f.Title != "" {
		b.WriteString(centred(f.Title, width) + "\n")
	}
	curves := &Figure{LogX: f.LogX, LogY: f.LogY, XLabel: f.XLabel, YLabel: f.YLabel}
	for _, s := range f.Series {
		if s.Kind == Histogram {
			b.WriteString(s.barsText(width, height))
		} else {
			curves.Series = append(curves.Series, s)
		}
	}
	if f.Field != nil {
		return b.String() + f.Field.text(width, height), nil
	}
	if len(curves.Series) > 0 {
		b.WriteString(curves.curvesText(width, height))
	}
	if f.Map != nil {
		b.WriteString(f.Map.text(width))
	}
	return b.String(), nil
}

// curvesText draws series over a common horizontal axis by asciigraph.
func (f *Figure) curvesText(width, height int) string {
	var x span
	marks := f.marks()
	for _, m := range marks {
		x = x.join(m.x)
	}
	if !x.some {
		x = span{1, 2, true} // levels alone
	}
	lo, hi := x.padded(0, f.LogX)
	columns := width
	for {
		text := f.graph(marks, lo, hi, columns, height)
		over := widest(text) - width
		if over <= 0 || columns <= over+8 {
			return text + f.keys(marks)
		}
		columns -= over
	}
}

// graph resamples the series on the columns and draws them.
func (f *Figure) graph(marks []mark, lo, hi float64, columns, height int) string {
	data := make([][]float64, len(marks))
	var chars []asciigraph.CharSet
	var y span
	for k, m := range marks {
		data[k] = m.resample(lo, hi, columns, f.LogX, f.LogY)
		chars = append(chars, m.charSet(k))
		for _, v := range data[k] {
			if !math.IsNaN(v) {
				y.add(v)
			}
		}
	}
	// asciigraph sees heights from 0 to 1, of whatever values.
	bottom, top := y.padded(0, false)
	for _, d := range data {
		for k := range d {
			d[k] = (d[k] - bottom) / (top - bottom)
		}
	}
	ticks := min(5, max(2, columns/12))
	options := []asciigraph.Option{
		asciigraph.Height(height - 1), asciigraph.LowerBound(0), asciigraph.UpperBound(1),
		asciigraph.SeriesChars(chars...),
		asciigraph.YAxisValueFormatter(func(v float64) string {
			return tickText(bottom+v*(top-bottom), (top-bottom)/float64(height), f.LogY)
		}),
		asciigraph.XAxisRange(0, 1),
		asciigraph.XAxisTickCount(ticks),
		asciigraph.XAxisValueFormatter(func(v float64) string {
			if f.LogX {
				return tickText(math.Log10(lo)+v*math.Log10(hi/lo), 0, true)
			}
			return tickText(lo+v*(hi-lo), (hi-lo)/float64(ticks), false)
		}),
	}
	var lines []string
	for line := range strings.Lines(asciigraph.PlotMany(data, options...)) {
		lines = append(lines, strings.TrimRight(line, " \n"))
	}
	return strings.Join(lines, "\n") + "\n"
}

// characters draw the series: lines first as a line, points as dots, levels as small dots, then
// whatever tells further ones apart.
var characters = []string{"─", "+", "o", "x", "*", "#"}

// character is what the k-th series is drawn with.
func (m mark) character(k int) string {
	switch {
	case m.kind == Level:
		return "·"
	case m.kind == Points && k == 0:
		return "•"
	}
	return characters[k%len(characters)]
}

func (m mark) charSet(k int) asciigraph.CharSet {
	if c := m.character(k); c != "─" {
		return asciigraph.CreateCharSet(c)
	}
	return asciigraph.DefaultCharSet
}

// keys names the axes and, where there are several, the series.
func (f *Figure) keys(marks []mark) string {
	var parts []string
	switch {
	case f.XLabel != "" && f.YLabel != "":
		parts = append(parts, f.YLabel+" against "+f.XLabel)
	case f.XLabel != "":
		parts = append(parts, "against "+f.XLabel)
	case f.YLabel != "":
		parts = append(parts, f.YLabel)
	}
	for k, m := range marks {
		if m.name != "" && len(marks) > 1 {
			parts = append(parts, m.character(k)+" "+m.name)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, "   ") + "\n"
}

// tickText is a number with the digits that tell it from one a step away; in logarithms for a
// logarithmic axis.
func tickText(v, step float64, log bool) string {
	if log {
		return fmt.Sprintf("%.3g", math.Pow(10, v))
	}
	decimals := max(0, int(-math.Floor(math.Log10(step))))
	if size := math.Abs(v); !(step > 0) || decimals > 8 || size >= 1e7 {
		return fmt.Sprintf("%.5g", v)
	}
	return fmt.Sprintf("%.*f", decimals, v)
}

// resample gives the mean of the points that fall into each column, and interpolates where none
// do; NaN outside of the series and in its gaps.
func (m mark) resample(lo, hi float64, columns int, logX, logY bool) []float64 {
	out, count := make([]float64, columns), make([]float64, columns)
	if logX {
		lo, hi = math.Log10(lo), math.Log10(hi)
	}
	column := func(x float64) float64 {
		if logX {
			x = math.Log10(x)
		}
		return (x - lo) / (hi - lo) * float64(columns-1)
	}
	height := func(y float64) float64 {
		if logY {
			return math.Log10(y)
		}
		return y
	}
	if m.kind == Level {
		for k := range out {
			out[k] = height(m.pieces[0][0].y)
		}
		return out
	}
	for _, run := range m.pieces {
		for _, p := range run {
			k := min(max(int(math.Round(column(p.x))), 0), columns-1)
			out[k] += height(p.y)
			count[k]++
		}
	}
	for k := range out {
		out[k] /= count[k] // NaN where nothing fell
	}
	if m.kind == Line {
		for _, run := range m.pieces {
			for i := range run[1:] {
				a, b := column(run[i].x), column(run[i+1].x)
				for k := int(math.Ceil(math.Min(a, b))); float64(k) <= math.Max(a, b); k++ {
					if count[k] == 0 && a != b {
						y0, y1 := height(run[i].y), height(run[i+1].y)
						out[k] = y0 + (y1-y0)*(float64(k)-a)/(b-a)
					}
				}
			}
		}
	}
	return out
}

// barsText draws a histogram as lying bars, one line for each bin.
func (s *Series) barsText(width, height int) string {
	t := *s
	if t.Bins == 0 {
		t.Bins = max(5, min(height, 20))
	}
	lo, step, counts := t.count()
	top, labels := 0.0, make([]string, len(counts))
	wide := 0
	for k, c := range counts {
		top = math.Max(top, c)
		labels[k] = fmt.Sprintf("%.4g", lo+(float64(k)+0.5)*step)
		wide = max(wide, len(labels[k]))
	}
	room := width - wide - len(fmt.Sprintf("%.0f", top)) - 4
	var b strings.Builder
	if s.Name != "" {
		b.WriteString(s.Name + "\n")
	}
	for k, c := range counts {
		fmt.Fprintf(&b, "%*s ┤%s %.0f\n", wide, labels[k], bar(c/top*float64(max(room, 1))), c)
	}
	return b.String()
}

// bar is a bar of a length in columns, to an eighth.
func bar(length float64) string {
	eighths := int(math.Round(length * 8))
	out := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		out += string([]rune("▏▎▍▌▋▊▉")[rest-1])
	}
	return out
}

// text draws a map with shades, each cell two columns wide, or one where two do not fit. A map that
// is too large is thinned.
func (g *Grid) text(width int) string {
	shades := []rune(" ░▒▓█")
	s := g.scale()
	step := (g.Cols + width - 1) / width
	repeat := 1
	if 2*g.Cols <= width {
		repeat = 2
	}
	var b strings.Builder
	for r := 0; r < g.Rows; r += step {
		row := r
		if !g.Down {
			row = g.Rows - 1 - r
		}
		for c := 0; c < g.Cols; c += step {
			v := g.Values[row*g.Cols+c]
			shade := '?'
			if usable(v) {
				x := 0.5
				if s.hi > s.lo {
					x = (v - s.lo) / (s.hi - s.lo)
				}
				shade = shades[min(int(x*float64(len(shades))), len(shades)-1)]
			}
			b.WriteString(strings.Repeat(string(shade), repeat))
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "%c %.4g   %c %.4g\n", shades[0], s.lo, shades[len(shades)-1], s.hi)
	return b.String()
}

// text draws a field with shades on a grid of characters, which are twice as high as wide.
func (f *Field) text(width, height int) string {
	g := &Grid{Rows: height, Cols: min(width, 2*height)}
	columns, rows := places(f.X, g.Cols), places(f.Y, g.Rows)
	for _, r := range rows {
		for _, c := range columns {
			g.Values = append(g.Values, f.z(int(math.Round(c)), int(math.Round(r))))
		}
	}
	return g.text(g.Cols)
}

func widest(text string) int {
	w := 0
	for line := range strings.Lines(text) {
		w = max(w, utf8.RuneCountInString(strings.TrimRight(line, "\n")))
	}
	return w
}

func centred(text string, width int) string {
	return strings.Repeat(" ", max(0, (width-utf8.RuneCountInString(text))/2)) + text
}
