package ad_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/gibbs-lang/gibbs/ad"
)

// formula is a line of a public collection of formulas of physics, with values, gradients and
// lower Hessians to 20 digits.
type formula struct {
	Name, Expr string
	Vars       []struct{ Name string }
	Points     []struct {
		X    []float64
		F    string
		Grad []string
		Hess [][]string `json:"hess_lower"`
	}
}

// illConditioned tells whether rounding the arguments alone changes f by a relative 1e-10.
func (c *formula) illConditioned(k int) bool {
	p := c.Points[k]
	f, _ := strconv.ParseFloat(p.F, 64)
	sum := 0.0
	for i, d := range p.Grad {
		v, _ := strconv.ParseFloat(d, 64)
		sum += math.Abs(v * p.X[i])
	}
	return sum*0x1p-52 > 1e-10*math.Abs(f)
}

// TestFormulas checks twenty formulas, and all where the collection lies beside the checkout.
func TestFormulas(t *testing.T) {
	t.Run("slice", func(t *testing.T) { checkFormulas(t, "testdata/formulas.jsonl", 20, 1) })
	t.Run("whole", func(t *testing.T) {
		const file = "../../shared/data/symreg/formulas.jsonl"
		if _, err := os.Stat(file); err != nil {
			t.Skip("the collection is not here")
		}
		checkFormulas(t, file, 300, 15)
	})
}

// checkFormulas bounds the number of formulas from below, that of points skipped from above.
func checkFormulas(t *testing.T, file string, formulas, skips int) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	count, skipped := 0, 0
	for lines.Scan() {
		var c formula
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		skipped += checkFormula(t, c)
		count++
	}
	if count < formulas || skipped > skips {
		t.Errorf("%d formulas, %d points skipped", count, skipped)
	}
}

// checkFormula returns the number of points where f cannot be computed in double precision.
func checkFormula(t *testing.T, c formula) (skipped int) {
	g := ad.NewGraph()
	vars := map[string]*ad.Node{}
	var xs []*ad.Node
	for _, v := range c.Vars {
		x := g.Input(v.Name, ad.Real)
		vars[v.Name] = x
		xs = append(xs, x)
	}
	p := &reader{g: g, vars: vars, text: strings.ReplaceAll(c.Expr, " ", "")}
	y := p.sum()
	if p.text != "" {
		t.Fatalf("%s: %s left of %s", c.Name, p.text, c.Expr)
	}
	grads, err := g.Grad(y, xs)
	if err != nil {
		t.Fatal(err)
	}
	one, zero := g.Const(1), g.Const(0)
	var hess, forward [][]*ad.Node // backwards over backwards, forwards over backwards
	for i := range xs {
		move := slices.Repeat([]*ad.Node{zero}, len(xs))
		move[i] = one
		column, err := g.JVP(append([]*ad.Node{y}, grads...), xs, move)
		if err != nil {
			t.Fatal(err)
		}
		forward = append(forward, column)
		row, err := g.Grad(grads[i], xs[:i+1])
		if err != nil {
			t.Fatal(err)
		}
		hess = append(hess, row)
	}
	for k, p := range c.Points {
		if c.illConditioned(k) {
			skipped++
			continue
		}
		bind := ad.Bindings{Inputs: map[*ad.Leaf][]float64{}}
		for i, x := range xs {
			bind.Inputs[x.Leaf] = p.X[i : i+1]
		}
		r := ad.NewReference(bind)
		scale := 0.0
		check := func(what string, n *ad.Node, text string) {
			want, _ := strconv.ParseFloat(text, 64)
			got, err := r.Value(n)
			if scale = math.Max(scale, math.Abs(want)); err != nil || !(math.Abs(got-want) <= 1e-9*math.Abs(want)+1e-13*scale) {
				t.Errorf("%s at %v: %s = %v, want %v (%v)", c.Name, p.X, what, got, want, err)
			}
		}
		check("f", y, p.F)
		for i := range p.Grad {
			check(fmt.Sprintf("∂f/∂%s", c.Vars[i].Name), grads[i], p.Grad[i])
			check(fmt.Sprintf("∂f/∂%s forwards", c.Vars[i].Name), forward[i][0], p.Grad[i])
		}
		for i, row := range p.Hess {
			for j := range row {
				check(fmt.Sprintf("∂²f/∂%s∂%s", c.Vars[i].Name, c.Vars[j].Name), hess[i][j], row[j])
				check(fmt.Sprintf("∂²f/∂%s∂%s forwards", c.Vars[i].Name, c.Vars[j].Name), forward[i][1+j], row[j])
			}
		}
	}
	return skipped
}

// reader reads Python expressions: + - * / **, calls, numbers, names, parentheses.
type reader struct {
	g    *ad.Graph
	vars map[string]*ad.Node
	text string
}

func (r *reader) eat(s string) bool {
	rest, ok := strings.CutPrefix(r.text, s)
	if ok {
		r.text = rest
	}
	return ok
}

func (r *reader) sum() *ad.Node {
	x := r.product()
	for {
		switch {
		case r.eat("+"):
			x = r.g.Apply(ad.Add, x, r.product())
		case r.eat("-"):
			x = r.g.Apply(ad.Sub, x, r.product())
		default:
			return x
		}
	}
}

func (r *reader) product() *ad.Node {
	x := r.signed()
	for !strings.HasPrefix(r.text, "**") {
		switch {
		case r.eat("*"):
			x = r.g.Apply(ad.Mul, x, r.signed())
		case r.eat("/"):
			x = r.g.Apply(ad.Div, x, r.signed())
		default:
			return x
		}
	}
	panic("a power without a base")
}

func (r *reader) signed() *ad.Node {
	if r.eat("-") {
		return r.g.Apply(ad.Neg, r.signed())
	}
	x := r.atom()
	if r.eat("**") {
		return r.g.Apply(ad.Pow, x, r.signed())
	}
	return x
}

func (r *reader) atom() *ad.Node {
	if r.eat("(") {
		x := r.sum()
		r.eat(")")
		return x
	}
	name := r.take(func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) || c == '_' || c == '.' })
	if unicode.IsDigit(rune(name[0])) {
		if strings.HasSuffix(name, "e") && r.eat("-") {
			name += "-" + r.take(unicode.IsDigit)
		}
		v, err := strconv.ParseFloat(name, 64)
		if err != nil {
			panic(err)
		}
		return r.g.Const(v)
	}
	if !r.eat("(") {
		if name == "pi" && r.vars[name] == nil {
			return r.g.Const(math.Pi)
		}
		return r.vars[name]
	}
	args := []*ad.Node{r.sum()}
	for r.eat(",") {
		args = append(args, r.sum())
	}
	r.eat(")")
	ops := map[string]ad.Op{"abs": ad.Abs, "div": ad.Div, "tan": ad.Tan, "sqrt": ad.Sqrt, "exp": ad.Exp, "pow": ad.Pow,
		"log": ad.Log, "sin": ad.Sin, "asin": ad.Asin, "cos": ad.Cos}
	return r.g.Apply(ops[name], args...)
}

func (r *reader) take(ok func(rune) bool) string {
	n := strings.IndexFunc(r.text, func(c rune) bool { return !ok(c) })
	if n < 0 {
		n = len(r.text)
	}
	name := r.text[:n]
	r.text = r.text[n:]
	return name
}
