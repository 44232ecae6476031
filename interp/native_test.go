package interp

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// box and crate are objects of tests: a crate stands for the box it is made of.
type (
	box   struct{ sides []float64 }
	crate struct{ of *box }
)

// things is a library of functions and objects of tests.
type things struct{}

func (things) Source(string) (*lang.Source, bool) { return nil, false }
func (things) Modules() []string                  { return []string{"things"} }

var boxKinds = []*Kind{
	NewKind(KindOf[*box]{
		Name: "a box",
		Text: func(b *box) string { return fmt.Sprint(b.sides) },
		Show: func(b *box) string { return fmt.Sprintf("a box of\n%v\n", b.sides) },
		Same: func(a, b *box) bool { return slices.Equal(a.sides, b.sides) },
		Members: []Member{
			{"n", "number of sides", func(b *box) int { return len(b.sides) }},
			{"sides", "their lengths", func(b *box) []float64 { return b.sides }},
			{"shape", "in words", func(b *box) string { return fmt.Sprint(len(b.sides), "-dimensional") }},
			{"first", "the first side", func(b *box) (float64, error) {
				if len(b.sides) == 0 {
					return 0, errors.New("it has no sides")
				}
				return b.sides[0], nil
			}},
		},
		Formats: map[string]func(*box) ([]byte, error){
			".box": func(b *box) ([]byte, error) {
				if len(b.sides) == 0 {
					return nil, errors.New("it has no sides")
				}
				return []byte(fmt.Sprint(len(b.sides))), nil
			},
		},
	}),
	NewKind(KindOf[crate]{Name: "a crate", Text: func(crate) string { return "a crate" }, As: []any{func(c crate) *box { return c.of }}}),
}

func (things) Kinds() []*Kind { return boxKinds }

func (things) Readers() map[string]Native {
	return map[string]Native{".box": {Params: "file", Doc: "a box of unit sides, their number in figures", Func: func(f File) (*box, error) {
		n := 0
		if _, err := fmt.Sscan(string(f.Data), &n); err != nil {
			return nil, errors.New("line 1: no number of sides")
		}
		return &box{slices.Repeat([]float64{1}, n)}, nil
	}}}
}

func (things) Native(string) map[string]Native {
	return map[string]Native{
		"cube":   {Doc: "a box of equal sides", Params: "n, side = 1", Func: func(n int, side float64) *box { return &box{slices.Repeat([]float64{side}, n)} }},
		"made":   {Doc: "a box with these sides", Params: "sides", Func: func(sides []float64) *box { return &box{sides} }},
		"crate":  {Doc: "a crate", Params: "b", Func: func(b *box) crate { return crate{b} }},
		"volume": {Doc: "of a box", Params: "b", Func: func(b *box) float64 { return volumeOf(b.sides) }},
		"total":  {Doc: "volume of boxes", Params: "boxes", Func: totalOf},
		"words":  {Doc: "joined", Params: "list", Func: func(list []string) string { return strings.Join(list, "+") }},
		"not":    {Doc: "the opposite", Params: "x", Func: func(x bool) bool { return !x }},
		"turned": {Doc: "rows become columns", Params: "x", Func: turned},
		"double": {Doc: "twice an array", Params: "x", Func: func(x Table) Table { return Table{x.Shape, timesEach(x.Values, 2), x.Whole} }},
		"points": {Doc: "points of space", Params: "n", Func: func(n int) [][3]float64 { return make([][3]float64, n) }},
		"counts": {Doc: "whole numbers", Params: "n", Func: func(n int) []int { return slices.Repeat([]int{7}, n) }},
		"boxes":  {Doc: "a list of boxes", Params: "n", Func: func(n int) []*box { return slices.Repeat([]*box{{[]float64{2}}}, n) }},
		"same":   {Doc: "the set", Params: "I", Func: func(s *sets.Set) *sets.Set { return s }},
		"what":   {Doc: "the Go type", Params: "x", Func: func(x any) string { return fmt.Sprintf("%T", x) }},
		"refuse": {Doc: "nothing", Params: "x, y", Func: func(float64, float64) (float64, error) {
			return 0, &Refusal{What: "y is bad", Why: "so it is", Help: "another y", Param: "y"}
		}},
		"slip":     {Doc: "nothing", Params: "", Func: func() float64 { panic("a slip") }},
		"contents": {Doc: "of a file", Params: "file", Func: func(f File) string { return string(f.Data) }},
	}
}

func volumeOf(x []float64) float64 {
	out := 1.0
	for _, v := range x {
		out *= v
	}
	return out
}

func totalOf(boxes []*box) float64 {
	out := 0.0
	for _, b := range boxes {
		out += volumeOf(b.sides)
	}
	return out
}

func timesEach(x []float64, by float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = v * by
	}
	return out
}

func turned(x [][]float64) [][]float64 {
	out := make([][]float64, len(x[0]))
	for j := range out {
		for i := range x {
			out[j] = append(out[j], x[i][j])
		}
	}
	return out
}

func TestNativeValues(t *testing.T) {
	dir := t.TempDir()
	_, out := program(t, `
import things
b = things.cube(3, side = 2)
print(b, b.n, b.sides, b.shape, b.first)
show(b)
print(things.volume(b), things.volume(things.crate(b)), things.total([b, b, things.crate(b)]))
print(b == things.made([2, 2, 2]), b != things.cube(2, 2), b == things.cube(3))
print(things.words(["a", "b"]), things.not(1 < 2))
print(things.turned([[1, 2, 3], [4, 5, 6]]), things.double([[1, 2], [3, 4]]), things.double(3))
print(things.points(2), things.counts(3)[2], things.boxes(2))
print(things.what(3), things.what(3.5), things.what("x"), things.what(b), things.what(1..3), things.what([1, 2]))
print([i for i in things.same(2..4)])
print(sum(x.n for x in things.boxes(3)), [things.cube(i).n for i in 1..3])
x[i,j] = b.sides[i]*b.sides[j] for i in 1..3, j in 1..3
print(sum(x))
save(b, "b.box")
print(read("b.box"), things.contents("b.box"), "{b}")
`, Options{Library: things{}, Dir: dir})
	want := `[2 2 2] 3 [2, 2, 2] 3-dimensional 2
a box of
[2 2 2]
8 8 24
true true false
a+b false
[[1, 4], [2, 5], [3, 6]] [[2, 4], [6, 8]] 6
[[0, 0, 0], [0, 0, 0]] 7 [[2], [2]]
int float64 string *interp.box *sets.Set interp.Table
[2, 3, 4]
3 [1, 2, 3]
36
[1 1 1] 3 [2 2 2]
`
	if out != want {
		t.Errorf("printed\n%s\nnot\n%s", out, want)
	}
}

// What a function cannot take, refuses or trips over is told at its place.
func TestNativeRefusals(t *testing.T) {
	for text, want := range map[string]string{
		"things.cube(1.5)":                               "G0304 2:13 a whole number is needed here, and this is 1.5",
		"things.cube()":                                  "G0502 2:1 things.cube needs a value for n",
		"things.cube(1, 2, 3)":                           "G0502 2:19 things.cube takes 2 arguments, and this is one more",
		"things.volume(3)":                               "G0401 2:15 b is a box, and this is a number",
		"things.total([1, 2])":                           "G0401 2:14 boxes is a list, each entry a box, and this is an array over 1..2",
		"things.total([things.cube(1), \"x\"])":          "G0401 2:14 boxes is a box, and this is a string",
		"things.words(3)":                                "G0401 2:14 list is a list, each entry a string, and this is a number",
		"things.not(1)":                                  "G0401 2:12 x is a truth value, and this is a number",
		"things.made(1)":                                 "G0401 2:13 sides is an array with 1 index, and this is a number",
		"things.made([[1]])":                             "G0401 2:13 sides is an array with 1 index, and this is an array over 1..1, 1..1",
		"things.made([true])":                            "G0401 2:13 sides is an array with 1 index, and this is an array over 1..1",
		"things.same(3)":                                 "G0303 2:13 an index set is needed here, and this is the number 3",
		"things.refuse(1, y = 2)":                        "G1101 2:22 things.refuse: y is bad",
		"things.made(zeros(1..0)).first":                 "G1101 2:1 .first of a box: it has no sides",
		"things.cube(2).site":                            "G0202 2:16 a box has no field site",
		"things.cube(2) < things.cube(3)":                "G0401 2:1 a box is not compared with a box by <",
		"things.cube(2) == 3":                            "G0401 2:1 a box is not compared with a number by ==",
		"things.crate(things.cube(2)) == things.cube(2)": "G0401 2:1 a crate is not compared with a box by ==",
		"things.cube(2) + 1":                             "G0401 2:1 a number or an array is needed here, and this is a box",
		"save(things.cube(2), \"x.cif\")":                "G0809 2:22 a box is saved as .box",
		"save(things.crate(things.cube(2)), \"x.box\")":  "G0809 2:36 a crate is not saved",
		"read(\"none.box\")":                             "G0804 2:6 the file none.box cannot be read",
		"things.slip()":                                  "G0902 2:1 an error of Gibbs itself: things.slip fails: a slip",
		"grad(x -> things.volume(things.made([x])))(1)":  "G0411 2:37 a function written in Go has no derivative and no draws: it is computed once",
		"mean(things.not(x > 0) for x ~ normal(0, 1))":   "G0713 2:17 this differs from element to element, and the function is computed for one element at a time",
	} {
		was := crash
		crash = false
		begin := "x = "
		if strings.HasPrefix(text, "save") {
			begin = ""
		}
		s, code, _ := execute("import things\n"+begin+text+"\n", Options{Library: things{}, Dir: t.TempDir()})
		crash = was
		if code == ExitDone || len(s.Diags) != 1 {
			t.Errorf("%s: exit %d, %v", text, code, s.Diags)
			continue
		}
		d := s.Diags[0]
		if got := fmt.Sprintf("%s %d:%d %s", d.Code, d.Span.Start.Line, d.Span.Start.Col-len(begin), d.Message); got != want {
			t.Errorf("%s:\n\t%s\nnot\n\t%s", text, got, want)
		}
	}
}

// A check knows what kind of value follows from a file that is not written yet, and finds mistakes behind it.
func TestNativeChecked(t *testing.T) {
	const text = `import things
save(things.cube(2), "made.box")
b = read("made.box")
n = b.n + 1
same = b == things.cube(2)
v = things.volume(things.crate(b))
s = "{b.shape} {b}"
x = b.first*2
w = b.sides[1]
c = b.corners
`
	dir := t.TempDir()
	s, _, _ := execute(text, Options{Library: things{}, Check: true, Dir: dir})
	if len(s.Diags) != 1 || s.Diags[0].Span.Start.Line != 10 || s.Diags[0].Code != "G0202" {
		t.Errorf("diagnostics %v", s.Diags)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("a check has written %v, %v", entries, err)
	}
}

// A file that does not hold what its ending says is told with what is wrong in it.
func TestNativeFile(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "bad.box"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, code, _ := execute(`b = read("bad.box")`, Options{Library: things{}, Dir: dir})
	if code != ExitMachine || len(s.Diags) != 1 || s.Diags[0].Code != "G0804" || s.Diags[0].Here != "line 1: no number of sides" {
		t.Errorf("exit %d, %v", code, s.Diags)
	}
}

// Members of objects are completed and described at the prompt.
func TestNativePrompt(t *testing.T) {
	var out bytes.Buffer
	p := NewPrompt(Options{Library: things{}, Out: &out})
	if code, diags := p.Line(t.Context(), "import things\nb = things.cube(2)"); code != ExitDone {
		t.Fatal(diags)
	}
	if got := p.Members("b"); !slices.Equal(got, []string{"n", "sides", "shape", "first"}) {
		t.Errorf("members %v", got)
	}
	if got, _ := p.Describe(t.Context(), "b"); got != "a box" {
		t.Errorf("described as %q", got)
	}
	out.Reset()
	if code, diags := p.Line(t.Context(), "help(b)"); code != ExitDone || !strings.Contains(out.String(), "a box\n  .n  number of sides\n") {
		t.Errorf("help says %q, %v", out.String(), diags)
	}
	if got := p.Members("things"); !slices.Contains(got, "cube") {
		t.Errorf("members %v", got)
	}
}
