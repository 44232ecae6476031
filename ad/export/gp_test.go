package export_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/adtest"
	"github.com/gibbs-lang/gibbs/ad/export"
	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/lang"
	"pgregory.net/rapid"
)

// literal writes an array as Gibbs source.
func literal(values []float64, sizes []int) string {
	if len(values) == 0 {
		ranges := make([]string, len(sizes))
		for k, n := range sizes {
			ranges[k] = "1.." + strconv.Itoa(n)
		}
		return "zeros(" + strings.Join(ranges, ", ") + ")"
	}
	if len(sizes) == 0 {
		return strconv.FormatFloat(values[0], 'g', -1, 64)
	}
	parts := make([]string, sizes[0])
	step := len(values) / sizes[0]
	for k := range parts {
		parts[k] = literal(values[k*step:(k+1)*step], sizes[1:])
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func sizes(axes []*ad.Axis) []int {
	out := make([]int, len(axes))
	for k, a := range axes {
		out[k] = a.Size
	}
	return out
}

// ordered are values with their axes in the order of a leaf.
func ordered(n *ad.Node, values []float64) []float64 {
	var out []float64
	ad.Each(n.Leaf.Axes, [][]int{n.Strides(n.Leaf.Axes)}, func(at []int) { out = append(out, values[at[0]]) })
	return out
}

// Random graphs, recurrences among them, are Gibbs programs that have the values of Reference.
func TestGibbsOfRandomGraphs(t *testing.T) {
	refused := 0
	defer func() {
		if refused > 15 {
			t.Errorf("%d graphs are refused", refused)
		}
	}()
	for k := range 200 {
		c := rapid.Custom(func(t *rapid.T) *adtest.Case { return adtest.Graph(t, adtest.Options{}) }).Example(k)
		out := c.Outs[len(c.Outs)-1]
		f := export.Function{Name: "f", Results: []export.Result{{Node: out, Axes: out.Axes}}}
		r := ad.NewReference(c.Bind)
		var given []string
		for i, n := range c.Leaves {
			values, err := r.Array(n)
			if err != nil {
				t.Fatal(err)
			}
			f.Args = append(f.Args, export.Arg{Name: fmt.Sprintf("x%d", i), Node: n})
			given = append(given, literal(ordered(n, values), sizes(n.Leaf.Axes)))
		}
		want, err := r.Array(out)
		if err != nil {
			t.Fatal(err)
		}
		text, err := export.Gibbs{}.Write(&export.Module{Functions: []export.Function{f}})
		if err != nil {
			refused++
			continue // an operation that is no function of the language
		}
		if len(want) == 0 {
			continue
		}
		text += "want = " + literal(want, sizes(out.Axes)) + "\ngot = f(" + strings.Join(given, ", ") + ")\n"
		error := "abs(got - want)/(1 + abs(want))"
		if len(out.Axes) > 0 {
			error = "max(" + error + ")"
		}
		text += "assert " + error + " < 1e-10\n"
		run(t, text)
	}
}

// run runs a program that must pass.
func run(t *testing.T, text string) {
	t.Helper()
	s := interp.NewSession(interp.Options{})
	if code := s.Run(lang.NewSource("exported.gp", text)); code != 0 {
		var b strings.Builder
		lang.Render(&b, s.Diags, false)
		t.Errorf("code %d\n%s\n%s", code, text, b.String())
	}
}
