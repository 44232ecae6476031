package lang

import (
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// maker draws random trees, as the reader could have made them.
type maker struct {
	t    *rapid.T
	fuel int
}

func pick[T any](m *maker, xs ...T) T { return rapid.SampledFrom(xs).Draw(m.t, "pick") }

func (m *maker) some(n int) int { return rapid.IntRange(0, n).Draw(m.t, "n") }

func (m *maker) yes() bool { return rapid.Bool().Draw(m.t, "yes") }

func (m *maker) name() *Name {
	return &Name{Id: pick(m, "x", "y", "s", "Λ", "x₁", "x′", "σ₊", "W₂", "alpha", "Δ", "sum", "pi", "f_1", "_")}
}

func (m *maker) number() *Number {
	text := pick(m, "0", "1", "2", "10", "1_000", "2.5", "1e-3", "2.5e+3", "0.5")
	v, _ := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64)
	return &Number{Text: text, Value: v, Int: !strings.ContainsAny(text, ".e"), Imag: m.some(8) == 0}
}

// expr draws an expression.
func (m *maker) expr() Expr {
	m.fuel--
	if m.fuel < 0 || m.some(3) == 0 {
		if m.yes() {
			return m.name()
		}
		return m.number()
	}
	switch m.some(17) {
	case 0, 1, 2, 3:
		op := pick(m, "+", "-", "*", "/", "@", "mod", "^", "and", "or", "union", "minus", "times", "|>")
		return &Binary{Op: op, X: m.expr(), Y: m.expr()}
	case 4:
		return &Unary{Op: pick(m, "-", "not", "√"), X: m.expr()}
	case 5:
		c := &Compare{X: []Expr{m.expr()}}
		for range 1 + m.some(1) {
			c.Op = append(c.Op, pick(m, "==", "!=", "~=", "<", "<=", ">", ">=", "in", "not in"))
			c.X = append(c.X, m.expr())
		}
		return c
	case 6:
		return &Range{Lo: m.expr(), Hi: m.expr(), Open: m.yes()}
	case 7:
		return &Cond{Cond: m.expr(), Then: m.expr(), Else: m.expr()}
	case 8:
		return m.lambda()
	case 9, 10:
		return &Call{Fn: m.applied(), Args: m.args(true)}
	case 11:
		args := m.args(false)
		if len(args) == 0 {
			args = []*Arg{{X: m.expr()}}
		}
		return &Index{X: m.applied(), Args: args}
	case 12:
		return &Field{X: m.applied(), Name: &Name{Id: pick(m, "W", "mean", "in", "x′")}}
	case 13:
		return &Postfix{Op: pick(m, "†", "⁻¹"), X: m.applied()}
	case 14:
		return &Tuple{X: []Expr{m.expr(), m.expr()}}
	case 15:
		return m.list()
	case 16:
		return m.text()
	default:
		return m.block()
	}
}

// applied draws what can be called or indexed.
func (m *maker) applied() Expr {
	switch m.some(4) {
	case 0:
		return &Unary{Op: "∇", X: m.name()}
	case 1:
		return &Paren{X: m.expr()}
	default:
		return m.name()
	}
}

func (m *maker) pattern() Expr {
	if m.some(3) == 0 {
		return &Tuple{X: []Expr{m.name(), m.name()}}
	}
	return m.name()
}

func (m *maker) lambda() Expr {
	f := &Lambda{Body: m.expr()}
	for range 1 + m.some(1) {
		a := &Arg{X: m.pattern()}
		if m.yes() {
			a.Type = m.expr()
		}
		f.Params = append(f.Params, a)
	}
	return f
}

func (m *maker) args(call bool) []*Arg {
	list := []*Arg{}
	for i := range m.some(3) {
		a := &Arg{X: m.expr()}
		if call {
			a.Bar = i > 0 && m.some(4) == 0
			if m.some(3) == 0 {
				a.Name = &Name{Id: pick(m, "n", "as", "depth")}
			} else if m.some(3) == 0 {
				a.Gens = m.gens()
			}
		}
		list = append(list, a)
	}
	return list
}

func (m *maker) gens() []*Gen {
	var gens []*Gen
	for range 1 + m.some(1) {
		g := &Gen{Pattern: m.pattern(), Tilde: m.yes(), X: m.expr()}
		if m.some(2) == 0 {
			g.Guard = m.expr()
		}
		gens = append(gens, g)
	}
	return gens
}

func (m *maker) list() Expr {
	if m.yes() {
		return &List{X: []*Arg{{X: m.expr(), Gens: m.gens()}}}
	}
	l := &List{X: []*Arg{}}
	for range m.some(3) {
		l.X = append(l.X, &Arg{X: m.expr()})
	}
	return l
}

func (m *maker) text() Expr {
	s := &String{}
	for range m.some(3) {
		if n := len(s.Parts); m.yes() && (n == 0 || s.Parts[n-1].X != nil) {
			s.Parts = append(s.Parts, StringPart{Text: pick(m, "a", "{", "}}", "\"q\"", "\\", "\n", " # ", "ψ ")})
		} else {
			s.Parts = append(s.Parts, StringPart{X: m.expr(), Format: pick(m, "", ".4f", "8.3e")})
		}
	}
	return s
}

// block draws { … } that ends in a value.
func (m *maker) block() *Block {
	b := &Block{}
	for range m.some(2) {
		b.Stmts = append(b.Stmts, m.stmt(true))
	}
	b.Stmts = append(b.Stmts, &Equation{Left: []Expr{m.expr()}})
	return b
}

// stmt draws a statement.
func (m *maker) stmt(inBlock bool) Stmt {
	switch m.some(10) {
	case 0:
		if m.yes() {
			return &Import{Path: "van", As: &Name{Id: "v"}}
		}
		return &Import{Path: "my/file.gp", IsFile: true, Names: []*Name{m.name(), m.name()}}
	case 1:
		return &Input{Name: m.name(), Type: &Name{Id: "real"}, X: m.expr(), Text: pick(m, "", "linear size")}
	case 2:
		p := &Param{Name: m.name(), Tilde: m.yes(), X: m.expr()}
		if m.yes() {
			p.Index, p.Gens = []Expr{m.name(), m.pattern()}, m.gens()
		} else if m.yes() {
			p.Within = &Tuple{X: []Expr{m.expr(), m.expr()}}
		}
		return p
	case 3:
		d := &Decl{Kind: pick(m, "net", "model", "flow"), Name: m.name(), Data: []*Arg{{X: m.name(), Type: m.expr()}}}
		if m.yes() {
			d.Static = []*Arg{{X: m.name()}, {Name: m.name(), X: m.expr()}}
		}
		if d.Propto = m.yes(); d.Propto {
			d.Density = &Call{Fn: &Name{Id: "exp"}, Args: []*Arg{{X: m.expr()}}}
		} else {
			d.Body = m.block()
		}
		return d
	case 4:
		return &Assert{Cond: m.expr(), Text: m.text()}
	case 5:
		return &Command{Word: pick(m, "print", "show", "plot", "save", "load", "export"), Args: m.args(true)}
	case 6:
		i := &If{Cond: m.expr(), Then: []Stmt{m.stmt(inBlock), m.stmt(inBlock)}}
		if m.yes() {
			i.Else = []Stmt{m.stmt(inBlock)}
		}
		return i
	case 7:
		return &ActionStmt{Action: m.action()}
	case 8:
		return &Equation{Left: []Expr{m.name(), m.name()}, Op: "=", Act: m.action()}
	default:
		e := &Equation{Left: []Expr{m.left()}, Op: pick(m, "=", "~"), X: m.expr()}
		if m.yes() {
			e.Gens = m.gens()
		}
		return e
	}
}

func (m *maker) left() Expr {
	if m.yes() {
		return m.name()
	}
	return &Index{X: m.name(), Args: []*Arg{{X: m.expr()}}}
}

func (m *maker) action() *Action {
	a := &Action{Word: pick(m, "minimize", "maximize", "gradient"), X: m.expr()}
	if m.yes() {
		a.Over = []Expr{m.name(), m.name()}
	}
	if m.yes() {
		a.Using = &Call{Fn: &Name{Id: "adam"}, Args: []*Arg{{X: m.expr()}}}
	}
	if m.yes() {
		a.With = []*Arg{{Name: &Name{Id: "batch"}, X: m.expr()}, {Name: &Name{Id: "over"}, X: m.expr()}}
	}
	return a
}

// TestPrintReadsBack: reading what Print writes gives the tree again, up to parentheses
// that only group.
func TestPrintReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := &maker{t, 30}
		s := m.stmt(false)
		text := Print(s)
		p, ds := Parse(NewSource("t.gp", text))
		if len(ds) > 0 {
			t.Fatalf("%s\n%s", text, rendered(ds...))
		}
		if len(p.Stmts) != 1 {
			t.Fatalf("%s\n%d statements", text, len(p.Stmts))
		}
		if a, b := dump(s, groups), dump(p.Stmts[0], groups); a != b {
			t.Fatalf("%s\n%s\n%s", text, a, b)
		}
		if again := Print(p.Stmts[0]); again != text {
			t.Fatalf("printed again:\n%s\n%s", text, again)
		}
	})
}

// TestFormatKeepsTheTree formats random programs, also with their spaces disturbed.
func TestFormatKeepsTheTree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := &maker{t, 30}
		var lines []string
		for range 1 + m.some(3) {
			lines = append(lines, Print(m.stmt(false)))
		}
		text := strings.Join(lines, "\n")
		checkFormat(t, "t.gp", text)
		checkFormat(t, "t.gp", disturb(m, text))
	})
}

// disturb changes the layout of a text at places where that changes no meaning.
func disturb(m *maker, text string) string {
	var b strings.Builder
	toks := layout(scan(NewSource("t.gp", text)), false)
	depth := []bool{false}
	for i := range toks {
		t := &toks[i]
		switch {
		case t.kind == eofToken:
			return b.String()
		case t.kind == eolToken:
			b.WriteString(pick(m, "\n", "  # comment\n", "\n\n\n\t# another\n \n"))
			continue
		case t.opens():
			depth = append(depth, !t.is("{"))
		case t.closes():
			depth = depth[:len(depth)-1]
		}
		if t.is(";") && m.yes() {
			b.WriteString("\n")
			continue
		}
		b.WriteString(t.written())
		inBracket := depth[len(depth)-1]
		if inBracket && m.some(6) == 0 && i+1 < len(toks) && toks[i+1].kind != eolToken {
			b.WriteString(pick(m, "\n", "\n      ", " # in brackets\n\t", " \n\n  "))
		} else if toks[i+1].space || m.some(9) == 0 && t.kind == signToken && !t.is("-") && !t.is("∇") {
			b.WriteString(pick(m, " ", "   ", "\t"))
		}
	}
	return b.String()
}
