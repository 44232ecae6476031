package scalar

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
)

// Kind tells the forms of an expression apart.
type Kind uint8

// Kinds.
const (
	Number   Kind = iota // Value
	Variable             // Name
	Sum                  // Value + Σ Coefs[k]·Args[k]
	Product              // Π Args[k]^Powers[k]
	Function             // Op of Args
)

// Expr is an expression in canonical form. Equal expressions of one Table are one Expr.
type Expr struct {
	ID     int
	Kind   Kind
	Value  float64
	Name   string
	Op     ad.Op
	Args   []*Expr // of a Sum neither numbers nor sums; of a Product neither numbers nor products; both in the order of IDs
	Coefs  []float64
	Powers []float64
}

// Table makes expressions. It is an Algebra.
type Table struct {
	cons map[string]*Expr
	Most int // expressions that are made at most; 0: no limit
}

// NewTable is an empty table.
func NewTable() *Table { return &Table{cons: map[string]*Expr{}} }

func (t *Table) intern(x *Expr) *Expr {
	var k strings.Builder
	fmt.Fprintf(&k, "%d %d %q %x", x.Kind, x.Op, x.Name, math.Float64bits(x.Value))
	for i, a := range x.Args {
		fmt.Fprintf(&k, " %d", a.ID)
		if x.Kind == Sum {
			fmt.Fprintf(&k, ":%x", math.Float64bits(x.Coefs[i]))
		} else if x.Kind == Product {
			fmt.Fprintf(&k, ":%x", math.Float64bits(x.Powers[i]))
		}
	}
	if old, ok := t.cons[k.String()]; ok {
		return old
	}
	x.ID = len(t.cons)
	t.cons[k.String()] = x
	return x
}

// Number is a number.
func (t *Table) Number(v float64) *Expr {
	if v == 0 {
		v = 0 // without a sign
	}
	return t.intern(&Expr{Kind: Number, Value: v})
}

// Variable is a variable.
func (t *Table) Variable(name string) *Expr { return t.intern(&Expr{Kind: Variable, Name: name}) }

// Known is the value of a number.
func (t *Table) Known(x *Expr) (float64, bool) { return x.Value, x.Kind == Number }

// linear takes an expression as number + Σ coefficients · terms.
func linear(x *Expr) (constant float64, args []*Expr, coefs []float64) {
	switch x.Kind {
	case Number:
		return x.Value, nil, nil
	case Sum:
		return x.Value, x.Args, x.Coefs
	}
	return 0, []*Expr{x}, []float64{1}
}

// Combine is a·x + b·y.
func (t *Table) Combine(a float64, x *Expr, b float64, y *Expr) *Expr {
	total := &Expr{Kind: Sum}
	for k, part := range []*Expr{x, y} {
		scale := []float64{a, b}[k]
		constant, args, coefs := linear(part)
		total.Value += scale * constant
		for i, m := range args {
			at, found := slices.BinarySearchFunc(total.Args, m, byID)
			if found {
				total.Coefs[at] += scale * coefs[i]
				continue
			}
			total.Args, total.Coefs = slices.Insert(total.Args, at, m), slices.Insert(total.Coefs, at, scale*coefs[i])
		}
	}
	return t.sum(total)
}

func byID(a, b *Expr) int { return a.ID - b.ID }

// sum leaves terms without weight out.
func (t *Table) sum(x *Expr) *Expr {
	n := 0
	for k, c := range x.Coefs {
		if c != 0 {
			x.Args[n], x.Coefs[n] = x.Args[k], c
			n++
		}
	}
	x.Args, x.Coefs = x.Args[:n], x.Coefs[:n]
	switch {
	case n == 0:
		return t.Number(x.Value)
	case n == 1 && x.Value == 0 && x.Coefs[0] == 1:
		return x.Args[0]
	}
	return t.intern(x)
}

// Add is x + y.
func (t *Table) Add(x, y *Expr) *Expr { return t.Combine(1, x, 1, y) }

// Scale is a·x.
func (t *Table) Scale(a float64, x *Expr) *Expr { return t.Combine(a, x, 0, t.Number(0)) }

// factors takes an expression as number · Π factors^powers.
func factors(x *Expr) (coef float64, args []*Expr, powers []float64) {
	switch {
	case x.Kind == Number:
		return x.Value, nil, nil
	case x.Kind == Sum && x.Value == 0 && len(x.Args) == 1:
		_, args, powers = factors(x.Args[0])
		return x.Coefs[0], args, powers
	case x.Kind == Product:
		return 1, x.Args, x.Powers
	}
	return 1, []*Expr{x}, []float64{1}
}

// Mul is x·y.
func (t *Table) Mul(x, y *Expr) *Expr {
	coef := 1.0
	out := &Expr{Kind: Product}
	exponent := t.Number(0)
	for _, part := range []*Expr{x, y} {
		c, args, powers := factors(part)
		coef *= c
		for i, f := range args {
			if f.Kind == Function && f.Op == ad.Exp {
				exponent = t.Combine(1, exponent, powers[i], f.Args[0])
				continue
			}
			at, found := slices.BinarySearchFunc(out.Args, f, byID)
			if found {
				out.Powers[at] += powers[i]
				continue
			}
			out.Args, out.Powers = slices.Insert(out.Args, at, f), slices.Insert(out.Powers, at, powers[i])
		}
	}
	if coef == 0 {
		return t.Number(0)
	}
	if exponent.Kind != Number || exponent.Value != 0 {
		e := t.function(ad.Exp, []*Expr{exponent})
		if e.Kind == Number {
			coef *= e.Value
		} else if at, found := slices.BinarySearchFunc(out.Args, e, byID); !found {
			out.Args, out.Powers = slices.Insert(out.Args, at, e), slices.Insert(out.Powers, at, 1)
		}
	}
	return t.Scale(coef, t.product(out))
}

func (t *Table) product(x *Expr) *Expr {
	n := 0
	for k, p := range x.Powers {
		if p != 0 {
			x.Args[n], x.Powers[n] = x.Args[k], p
			n++
		}
	}
	x.Args, x.Powers = x.Args[:n], x.Powers[:n]
	switch {
	case n == 0:
		return t.Number(1)
	case n == 1 && x.Powers[0] == 1:
		return x.Args[0]
	}
	return t.intern(x)
}

// Pow is x to a power that is a number.
func (t *Table) Pow(x *Expr, p float64) *Expr {
	if x.Kind == Number {
		return t.Number(math.Pow(x.Value, p))
	}
	whole := p == math.Trunc(p)
	coef, args, powers := factors(x)
	if !whole {
		if len(args) != 1 || powers[0] != 1 || coef < 0 { // (x²)^½ is |x|
			return t.product(&Expr{Kind: Product, Args: []*Expr{x}, Powers: []float64{p}})
		}
	}
	out := t.Number(math.Pow(coef, p))
	for i, f := range args {
		if f.Kind == Function && f.Op == ad.Exp {
			out = t.Mul(out, t.function(ad.Exp, []*Expr{t.Scale(p*powers[i], f.Args[0])}))
			continue
		}
		out = t.Mul(out, t.product(&Expr{Kind: Product, Args: []*Expr{f}, Powers: []float64{p * powers[i]}}))
	}
	return out
}

// odd and even functions.
var (
	odd  = []ad.Op{ad.Sin, ad.Tan, ad.Asin, ad.Atan, ad.Sinh, ad.Asinh, ad.Tanh, ad.Atanh, ad.Erf, ad.Sign}
	even = []ad.Op{ad.Cos, ad.Cosh, ad.LogCosh, ad.Abs}
)

// Apply is an operation of the graph.
func (t *Table) Apply(op ad.Op, args []*Expr) (*Expr, error) {
	if t.Most > 0 && len(t.cons) > t.Most {
		return nil, ErrLarge
	}
	switch op {
	case ad.Add:
		return t.Add(args[0], args[1]), nil
	case ad.Sub:
		return t.Combine(1, args[0], -1, args[1]), nil
	case ad.Neg:
		return t.Scale(-1, args[0]), nil
	case ad.Mul:
		return t.Mul(args[0], args[1]), nil
	case ad.Div:
		return t.Mul(args[0], t.Pow(args[1], -1)), nil
	case ad.Sqrt:
		return t.Pow(args[0], 0.5), nil
	case ad.Pow:
		if args[1].Kind == Number {
			return t.Pow(args[0], args[1].Value), nil
		}
	case ad.Stop:
		return args[0], nil
	}
	return t.function(op, args), nil
}

// function is an operation that is neither sum, product nor power.
func (t *Table) function(op ad.Op, args []*Expr) *Expr {
	values, known := make([]float64, len(args)), true
	for k, a := range args {
		values[k] = a.Value
		known = known && a.Kind == Number
	}
	if known {
		return t.Number(op.Info().Value(values))
	}
	x := args[0]
	switch {
	case op == ad.Exp && x.Kind == Function && x.Op == ad.Log, op == ad.Log && x.Kind == Function && x.Op == ad.Exp:
		return x.Args[0]
	case op == ad.Select && args[1] == args[2]:
		return args[1]
	case slices.Contains(odd, op) && negative(x):
		return t.Scale(-1, t.function(op, []*Expr{t.Scale(-1, x)}))
	case slices.Contains(even, op) && negative(x):
		return t.function(op, []*Expr{t.Scale(-1, x)})
	}
	return t.intern(&Expr{Kind: Function, Op: op, Args: slices.Clone(args)})
}

// negative tells whether the first term of an expression has a negative sign.
func negative(x *Expr) bool {
	return x.Kind == Sum && (x.Value < 0 || x.Value == 0 && x.Coefs[0] < 0)
}

// String is an expression for tests and messages.
func (x *Expr) String() string {
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	var parts []string
	switch x.Kind {
	case Number:
		return number(x.Value)
	case Variable:
		return x.Name
	case Sum:
		if x.Value != 0 {
			parts = append(parts, number(x.Value))
		}
		for k, a := range x.Args {
			parts = append(parts, number(x.Coefs[k])+"*"+a.String())
		}
		return "(" + strings.Join(parts, " + ") + ")"
	case Product:
		for k, a := range x.Args {
			parts = append(parts, a.String()+"^"+number(x.Powers[k]))
		}
		return strings.Join(parts, "*")
	}
	for _, a := range x.Args {
		parts = append(parts, a.String())
	}
	return x.Op.String() + "(" + strings.Join(parts, ", ") + ")"
}
