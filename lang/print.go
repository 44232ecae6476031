package lang

import (
	"strings"
)

// Print writes a node on one line in canonical form: ASCII twins for the words, no
// spaces around * / @ ^ and in ranges, parentheses only where they are in the tree or
// needed. Reading the text again gives the same tree, but for such parentheses.
func Print(n Node) string {
	p := &printer{}
	switch n := n.(type) {
	case Stmt:
		p.stmt(n)
	case Expr:
		p.expr(n, levelPipe)
	case *Action:
		p.action(n)
	case *Gen:
		p.gen(n)
	case *Arg:
		p.arg(n)
	}
	return p.String()
}

type printer struct {
	strings.Builder
	noIn bool // a comparison with in needs parentheses
}

func (p *printer) put(texts ...string) {
	for _, t := range texts {
		p.WriteString(t)
	}
}

// list writes the elements of a list with a separator.
func list[T any](p *printer, separator string, xs []T, write func(T)) {
	for i, x := range xs {
		if i > 0 {
			p.put(separator)
		}
		write(x)
	}
}

func (p *printer) loose(x Expr) { p.expr(x, levelPipe) }

func (p *printer) exprs(xs []Expr) { list(p, ", ", xs, p.loose) }

// levelOf is the loosest level of the operators that a printed expression shows.
func levelOf(x Expr) int {
	switch x := x.(type) {
	case *Unary:
		if x.Op == "∇" {
			return levelPostfix
		}
		return prefixLevels[x.Op]
	case *Binary:
		return infixLevels[x.Op]
	case *Compare:
		return levelCompare
	case *Range:
		return levelRange
	case *Cond, *Lambda:
		return levelLambda
	}
	return levelPostfix
}

// reaches tells whether an expression ends in a lambda or conditional, or in a prefix
// operator, which would take in whatever of their level followed.
func reaches(x Expr) int {
	level := levelPostfix
	for {
		switch y := x.(type) {
		case *Cond, *Lambda:
			return levelLambda
		case *Unary:
			if y.Op == "∇" {
				return level
			}
			level = min(level, prefixLevels[y.Op])
			x = y.X
		case *Binary:
			x = y.Y
		case *Compare:
			x = y.X[len(y.X)-1]
		case *Range:
			x = y.Hi
		default:
			return level
		}
	}
}

// expr writes an expression where one of the level min is read; a looser one gets
// parentheses.
func (p *printer) expr(x Expr, min int) {
	c, in := x.(*Compare)
	if levelOf(x) < min || in && p.noIn && hasIn(c) {
		p.group(x)
		return
	}
	p.bare(x)
}

func hasIn(c *Compare) bool {
	for _, op := range c.Op {
		if op == "in" || op == "not in" {
			return true
		}
	}
	return false
}

func (p *printer) group(x Expr) {
	p.put("(")
	p.inside(func() { p.loose(x) })
	p.put(")")
}

// inside writes what stands between brackets, where in is a comparison.
func (p *printer) inside(write func()) {
	noIn := p.noIn
	p.noIn = false
	write()
	p.noIn = noIn
}

// left writes a left operand: also one that is tight enough is wrapped if its right end
// would swallow the operator behind it.
func (p *printer) left(x Expr, min, op int) {
	if levelOf(x) >= min && reaches(x) < op {
		p.group(x)
		return
	}
	p.expr(x, min)
}

var spaced = map[string]string{"*": "*", "/": "/", "@": " @ ", "^": "^"}

func (p *printer) binary(x *Binary) {
	level := infixLevels[x.Op]
	op := spaced[x.Op]
	if op == "" {
		op = " " + x.Op + " "
	}
	if x.Op != "^" {
		p.left(x.X, level, level)
		p.put(op)
		p.expr(x.Y, level+1)
		return
	}
	p.expr(x.X, levelPostfix)
	p.put(op)
	if u, ok := x.Y.(*Unary); ok && u.Op == "-" {
		p.put("-")
		p.expr(u.X, levelPower)
		return
	}
	p.expr(x.Y, levelPower)
}

// bare writes an expression without parentheses of its own.
func (p *printer) bare(x Expr) {
	switch x := x.(type) {
	case *Name:
		p.put(x.Id)
	case *Number:
		p.put(x.Text)
		if x.Imag {
			p.put("im")
		}
	case *String:
		p.string(x)
	case *Bool:
		if x.Value {
			p.put("true")
		} else {
			p.put("false")
		}
	case *Unary:
		p.unary(x)
	case *Binary:
		p.binary(x)
	case *Compare:
		p.left(x.X[0], levelCompare+1, levelCompare)
		for i, op := range x.Op {
			p.put(" ", op, " ")
			p.expr(x.X[i+1], levelCompare+1)
		}
	case *Range:
		p.left(x.Lo, levelRange+1, levelRange)
		if x.Open {
			p.put("..<")
		} else {
			p.put("..")
		}
		p.expr(x.Hi, levelRange+1)
	case *Cond:
		p.put("if ")
		p.loose(x.Cond)
		p.put(" then ")
		p.branch(x.Then, levelPipe)
		p.put(" else ")
		p.branch(x.Else, levelLambda)
	case *Lambda:
		p.lambda(x)
	default:
		p.postfix(x)
	}
}

// branch writes a branch of a conditional, which may be read as one of a statement.
func (p *printer) branch(x Expr, min int) {
	if beginsWith(x, true) {
		p.group(x)
		return
	}
	p.expr(x, min)
}

func (p *printer) unary(x *Unary) {
	switch x.Op {
	case "not":
		p.put("not ")
		p.expr(x.X, levelNot)
	case "√":
		p.put("√")
		p.expr(x.X, levelPower)
	case "∇":
		p.put("∇")
		switch x.X.(type) {
		case *Name, *Paren, *Tuple:
			p.bare(x.X)
		default:
			p.group(x.X)
		}
	default:
		p.put(x.Op)
		p.expr(x.X, levelSign)
	}
}

func (p *printer) lambda(x *Lambda) {
	if len(x.Params) == 1 && x.Params[0].Type == nil {
		if _, ok := x.Params[0].X.(*Name); ok {
			p.bare(x.Params[0].X)
			p.put(" -> ")
			p.expr(x.Body, levelLambda)
			return
		}
	}
	p.args("(", x.Params, ")")
	p.put(" -> ")
	p.expr(x.Body, levelLambda)
}

func (p *printer) postfix(x Expr) {
	switch x := x.(type) {
	case *Call:
		p.expr(x.Fn, levelPostfix)
		p.args("(", x.Args, ")")
	case *Index:
		p.expr(x.X, levelPostfix)
		p.args("[", x.Args, "]")
	case *Field:
		p.expr(x.X, levelPostfix)
		p.put(".", x.Name.Id)
	case *Postfix:
		p.expr(x.X, levelPostfix)
		p.put(x.Op)
	case *Tuple:
		p.put("(")
		p.inside(func() { p.exprs(x.X) })
		p.put(")")
	case *Paren:
		p.group(x.X)
	case *List:
		p.args("[", x.X, "]")
	case *Block:
		p.block(x.Stmts)
	default:
		panic("lang: an expression of no kind is printed")
	}
}

func (p *printer) args(open string, args []*Arg, closer string) {
	p.put(open)
	p.inside(func() {
		for i, a := range args {
			switch {
			case a.Bar:
				p.put(" | ")
			case i > 0:
				p.put(", ")
			}
			if c, ok := a.X.(*Compare); ok && i > 0 && args[i-1].Gens != nil && a.Name == nil && c.Op[0] == "in" && isPattern(c.X[0]) {
				p.group(c) // or it would read as one more generator
				continue
			}
			p.arg(a)
		}
	})
	p.put(closer)
}

func (p *printer) arg(a *Arg) {
	switch {
	case a.Name != nil && a.Type != nil:
		p.put(a.Name.Id, ": ")
		p.loose(a.Type)
		p.put(" = ")
		p.loose(a.X)
	case a.Name != nil:
		p.put(a.Name.Id, " = ")
		p.loose(a.X)
	default:
		p.loose(a.X)
		if a.Type != nil {
			p.put(": ")
			p.loose(a.Type)
		}
	}
	p.gens(a.Gens)
}

var unescape = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "{", "{{", "}", "}}")

func (p *printer) string(x *String) {
	p.put(`"`)
	for _, part := range x.Parts {
		if part.X == nil {
			unescape.WriteString(p, part.Text)
			continue
		}
		p.put("{")
		text := Print(part.X)
		if strings.HasPrefix(text, "{") {
			p.put(" ") // {{ would be a brace
		}
		p.put(text)
		if part.Format != "" {
			p.put(":", part.Format)
		}
		p.put("}")
	}
	p.put(`"`)
}
