package interp

import (
	"math"
	"testing"

	"github.com/gibbs-lang/gibbs/interp/figure"
	"github.com/gibbs-lang/gibbs/lang"
)

// figureFor is the figure of the arguments of a plot in a program.
func figureFor(t *testing.T, program0, args, word string) *figure.Figure {
	t.Helper()
	s, _ := program(t, program0, Options{})
	prog, diags := lang.Parse(lang.NewSource("plot.gp", "plot("+args+")\n"))
	if len(diags) > 0 {
		t.Fatal(diags[0].Message)
	}
	at := prog.Stmts[0].(*lang.Command).Args
	c := s.context(s.main)
	var data []Value
	for _, a := range at {
		data = append(data, c.eval(a.X))
	}
	return c.figureOf(data, at, word)
}

// Axes are named by the documentation of what is drawn, else by how it is written; draws lie under their density, and the
// columns of a matrix are curves.
func TestFiguresOfValues(t *testing.T) {
	f := figureFor(t, "## Temperature, in kelvin. A list.\nT = [1, 2, 3]\n", "T, [u^2 for u in T]", "")
	if f.XLabel != "Temperature, in kelvin" || f.YLabel != "" || f.Series[0].Y[2] != 9 {
		t.Errorf("%+v", f)
	}
	f = figureFor(t, "y = [1, 4, 9]\n", "y", "")
	if f.YLabel != "y" || f.XLabel != "" {
		t.Errorf("%+v", f)
	}
	f = figureFor(t, "p = normal(1, 2)\nx = sample(p, 1000)\n", "x, p", "histogram")
	if len(f.Series) != 2 || !f.Series[0].Density || f.YLabel != "density" || f.XLabel != "x" || f.Series[1].Name != "p" {
		t.Fatalf("%+v", f)
	}
	for i, x := range f.Series[1].X {
		want := math.Exp(-(x-1)*(x-1)/8) / math.Sqrt(8*math.Pi)
		if math.Abs(f.Series[1].Y[i]-want) > 1e-12 {
			t.Fatalf("density at %g: %g, want %g", x, f.Series[1].Y[i], want)
		}
	}
	for _, text := range []string{"[[a*b for b in 1..2] for a in A]", "[[a*b for a in A] for b in 1..2]"} {
		f = figureFor(t, "A = 1..4\nx = [0.5*a for a in A]\ny = "+text+"\n", "x, y", "")
		if len(f.Series) != 2 || f.Series[1].Name != "2" || f.Series[1].Y[3] != 8 || f.Series[1].X[3] != 2 {
			t.Errorf("%s: %+v", text, f.Series)
		}
	}
	f = figureFor(t, "A = 1..3\nx = [0.5*a for a in A]\ny = [[a + 10*b for b in A] for a in A]\n", "x, y", "")
	if len(f.Series) != 3 || f.Series[1].Name != "2" || f.Series[1].Y[2] != 23 {
		t.Errorf("a square matrix: %+v", f.Series)
	}
	f = figureFor(t, "A = 1..3\nx = [0.5*a for a in A]\ny = [[a + 10*b for a in A] for b in 2..4]\n", "x, y", "")
	if len(f.Series) != 3 || f.Series[0].Name != "2" || f.Series[0].Y[2] != 23 {
		t.Errorf("rows of a square matrix: %+v", f.Series)
	}
	f = figureFor(t, "Λ = square(3, 2, periodic)\nm[i] = i.x + 10*i.y for i in Λ\n", "m", "")
	if m := f.Map; m == nil || m.Rows != 2 || m.Cols != 3 || m.Down || m.Values[2] != 13 || m.Values[3] != 21 {
		t.Errorf("a lattice: %+v", f.Map)
	}
	f = figureFor(t, "e = [-1, 0, 2]\n", "e", "levels")
	if len(f.Series) != 3 || f.Series[2].Kind != figure.Level || f.Series[2].Y[0] != 2 || f.YLabel != "e" {
		t.Errorf("%+v", f)
	}
}
