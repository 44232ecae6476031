package figure

import (
	"bytes"
	"image/color"
	"image/png"
	"math"
	"strings"
	"testing"
)

// Of z = x on uneven coordinates, bands are stripes of equal width from left to right, and a contour lies between each two.
func TestBandsOfASlope(t *testing.T) {
	x := []float64{0, 1, 4, 10}
	f := &Field{X: x, Y: []float64{0, 1, 5}, Values: append(append(append([]float64{}, x...), x...), x...)}
	data, err := (&Figure{Field: f}).Render("png")
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	y := img.Bounds().Dy() / 2
	seen := map[color.RGBA]int{} // pixels of each colour along the middle
	for px := range img.Bounds().Dx() {
		r, g, b, _ := img.At(px, y).RGBA()
		seen[color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), 255}]++
	}
	s := f.scale()
	if s.lo != 0 || s.hi != 10 || len(s.levels()) != bands-1 || math.Abs(s.levels()[0]-1) > 1e-12 {
		t.Fatalf("scale %v, levels %v", s, s.levels())
	}
	least, most := math.MaxInt, 0
	for k := range bands {
		n := seen[s.band(float64(k)+0.5)]
		least, most = min(least, n), max(most, n)
	}
	if least < 60 || most-least > 12 {
		t.Errorf("stripes from %d to %d pixels wide: %v", least, most, seen)
	}
}

// Contours of a saddle keep to the side of the mean of its corners, and cross sides where the level is met.
func TestCrossings(t *testing.T) {
	f := &Field{X: []float64{0, 1}, Y: []float64{0, 1}, Values: []float64{2, 0, 0, 3}}
	for level, want := range map[float64][]point{
		1:   {{x: 0.5}, {x: 1, y: 1. / 3}, {x: 1. / 3, y: 1}, {y: 0.5}}, // the mean 1.25 is above: the two zeros are cut off
		1.5: {{y: 0.25}, {x: 0.25}, {x: 1, y: 0.5}, {x: 0.5, y: 1}},     // below: the two peaks are
		4:   nil,
	} {
		got := f.crossings(0, 0, level)
		if len(got) != len(want) {
			t.Fatalf("level %v: %v, want %v", level, got, want)
		}
		for k, p := range want {
			if math.Abs(got[k].x-p.x) > 1e-12 || math.Abs(got[k].y-p.y) > 1e-12 {
				t.Errorf("level %v: %v, want %v", level, got, want)
			}
		}
	}
}

// The places of pixels follow coordinates that are not evenly spaced.
func TestPlaces(t *testing.T) {
	got := places([]float64{0, 1, 4}, 8)
	for p, want := range []float64{0.25, 0.75, 1 + 0.25/3, 1 + 0.75/3, 1 + 1.25/3, 1 + 1.75/3, 1 + 2.25/3, 1 + 2.75/3} {
		if math.Abs(got[p]-want) > 1e-12 {
			t.Errorf("pixel %d at %v, want %v", p, got[p], want)
		}
	}
}

func TestFieldsRefused(t *testing.T) {
	ok := []float64{0, 1}
	for message, f := range map[string]*Field{
		"from 2 to 4096":  {X: []float64{1}, Y: ok, Values: ok},
		"rise from each":  {X: []float64{1, 1}, Y: ok, Values: make([]float64, 4)},
		"rise":            {X: ok, Y: []float64{0, math.NaN()}, Values: make([]float64, 4)},
		"with 3 values":   {X: ok, Y: ok, Values: make([]float64, 3)},
		"no finite value": {X: ok, Y: ok, Values: []float64{math.NaN(), math.Inf(1), math.NaN(), math.NaN()}},
	} {
		if _, err := (&Figure{Field: f}).Render("png"); err == nil || !strings.Contains(err.Error(), message) {
			t.Errorf("message %v lacks %q", err, message)
		}
	}
}

// In a terminal the darkest character stands where the value is highest.
func TestFieldInATerminal(t *testing.T) {
	f := &Field{X: []float64{0, 1, 2}, Y: []float64{0, 1, 2}, Values: []float64{0, 0, 0, 0, 0, 0, 0, 0, 9}}
	text, err := (&Figure{Field: f}).Terminal(60, 9)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(text, "\n")
	if len(lines) < 10 || !strings.HasSuffix(lines[0], "█") || strings.ContainsAny(lines[8], "█▓▒░") {
		t.Errorf("drawn as\n%s", text)
	}
}
