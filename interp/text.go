package interp

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/estimate"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// number writes a number with up to seven significant digits.
func number(v float64) string {
	if v == 0 {
		return "0" // without a sign
	}
	if v == math.Trunc(v) && math.Abs(v) < 1e15 {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return estimate.Number(v)
}

// text evaluates a string with its {expressions}.
func (c ctx) text(e *lang.String) Value {
	var b strings.Builder
	for _, p := range e.Parts {
		if p.X == nil {
			b.WriteString(p.Text)
			continue
		}
		b.WriteString(c.formatted(p.X, c.eval(p.X), p.Format))
		if b.Len() > maxText {
			fail("G0309", e, fmt.Sprintf("this string has more than %d characters", maxText), help("save(x, \"x.csv\") writes many numbers"))
		}
	}
	return String(b.String())
}

// maxWidth is the largest width of a string in a format.
const maxWidth = 1000

// formatted writes a value in a format such as .4f.
func (c ctx) formatted(n lang.Expr, v Value, format string) string {
	if a, ok := v.(*Array); ok && len(ad.Without(a.Node.Axes, sorted(axesOf(a.Dims)))) > 0 {
		elementwiseOnly(n, "this differs from element to element, and a text is written for one element at a time")
	}
	if format == "" {
		return c.show(v)
	}
	spec, err := estimate.ParseSpec(format)
	if err != nil {
		fail("G0802", n, err.Error(), help("{x:.4f}, {x:.3e}, {x:.6g}, {n:d}"))
	}
	switch v := v.(type) {
	case String:
		if width, err := strconv.Atoi(format); err == nil && width >= 0 && width <= maxWidth {
			return string(v) + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(string(v))))
		}
		fail("G0802", n, fmt.Sprintf("the format of a string is its width, and this is %s", format), help("{s:10}"))
	case *Estimate:
		if v.exact {
			return estimate.Exact(v.est.Mean()).Format(spec)
		}
		return v.est.Format(spec)
	case *Complex:
		return c.complexFormat(v, func(x float64) string { return estimate.Exact(x).Format(spec) })
	case *Array:
		if len(v.Dims) > 0 {
			return c.writeArray(c.number(n, v), func(x float64) string { return estimate.Exact(x).Format(spec) })
		}
		a := c.s.force(c.number(n, v))
		x, ok := a.Node.Scalar()
		if !ok {
			x = math.NaN()
		}
		return estimate.Exact(x).Format(spec)
	}
	fail("G0802", n, fmt.Sprintf("a format applies to a number, and this is %s", kind(v)), help("without a format: {…}"))
	return ""
}

// maxParts is the number of parts of a tuple or list, those of its parts included, that are written.
const maxParts = 1000

// show writes a value for a person.
func (c ctx) show(v Value) string {
	left := maxParts
	return c.showSome(v, &left)
}

// showSome writes a value as long as any parts are left to write.
func (c ctx) showSome(v Value, left *int) string {
	if *left--; *left < 0 {
		return "…"
	}
	switch v := v.(type) {
	case *Array:
		return c.showArray(v)
	case *Complex:
		return c.complexFormat(v, number)
	case *Operator:
		return v.String()
	case *Continuum:
		return v.String()
	case String:
		return string(v)
	case *Estimate:
		return v.String()
	case *EstimateArray:
		return c.showEstimates(v)
	case Tuple:
		parts := make([]string, 0, len(v))
		for _, x := range v {
			parts = append(parts, c.showSome(x, left))
			if *left < 0 {
				break
			}
		}
		return "(" + strings.Join(parts, ", ") + ")"
	case *List:
		parts := make([]string, 0, len(v.X))
		for i, x := range v.X {
			if i == 12 {
				parts = append(parts, "…")
				break
			}
			parts = append(parts, c.showSome(x, left))
			if *left < 0 {
				break
			}
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case *sets.Set:
		return v.Definition()
	case Type:
		return v.String()
	case *Function:
		if v.Body != nil && v.Name == lambdaName {
			if len(v.Params) == 1 {
				return fmt.Sprintf("%s -> %s", paramList(v.Params), lang.Print(v.Body))
			}
			return fmt.Sprintf("(%s) -> %s", paramList(v.Params), lang.Print(v.Body))
		}
		if v.Body != nil {
			return fmt.Sprintf("%s(%s) = %s", v.Name, paramList(v.Params), lang.Print(v.Body))
		}
		return "the function " + v.Name
	case *Builtin:
		return "the function " + v.Name
	case *Instance:
		return v.summary(c)
	case *Record:
		return c.showRecord(v)
	case *Object:
		return v.String()
	case *Dist:
		if v.node != nil {
			if e, ok := v.node.(lang.Expr); ok {
				return lang.Print(e)
			}
		}
	}
	return kind(v)
}

func (c ctx) showRecord(r *Record) string {
	if e := r.gradientOfOne(); e != nil {
		return e.String()
	}
	return r.Kind + ": " + c.fields(r)
}

// fields lists what a record holds; long arrays by their index sets.
func (c ctx) fields(r *Record) string {
	parts := make([]string, 0, len(r.Names))
	for _, n := range r.Names {
		switch f := r.Fields[n].(type) {
		case *Record:
			if len(f.Names) > 0 {
				parts = append(parts, n+" = ("+c.fields(f)+")")
			}
		case *List:
		case *Array:
			if ad.Elements(axesOf(f.Dims)) > maxInRecord {
				parts = append(parts, n+" over "+dimsText(f.Dims))
				continue
			}
			parts = append(parts, n+" = "+c.show(f))
		default:
			parts = append(parts, n+" = "+c.show(f))
		}
	}
	return strings.Join(parts, ", ")
}

// maxInRecord is the number of elements up to which an array is written within a record.
const maxInRecord = 12

// maxShown is the number of elements of an array that are written.
const maxShown = 100

func (c ctx) showArray(a *Array) string { return c.writeArray(a, number) }

// writeArray writes an array element by element, its numbers in a given form.
func (c ctx) writeArray(a *Array, number func(float64) string) string {
	a = c.s.force(a)
	if !isKnown(a.Node) {
		return "(not run)"
	}
	if len(a.Node.Axes) > len(a.Dims) {
		return kind(a)
	}
	axes := axesOf(a.Dims)
	str := a.Node.Strides(axes)
	total := ad.Elements(axes)
	write := func(off int) string {
		v := constAt(a.Node, off)
		switch {
		case a.Node.Type == ad.Bool:
			return strconv.FormatBool(v != 0)
		case a.Set != nil && a.Set != sets.Spin && a.Set != sets.Bit && v >= 0 && int(v) < a.Set.Size():
			return a.Set.Element(int(v))
		}
		return number(v)
	}
	if len(axes) == 0 {
		return write(0)
	}
	var b strings.Builder
	left := maxShown
	var rec func(k, off int)
	rec = func(k, off int) {
		if k == len(axes) {
			b.WriteString(write(off))
			left--
			return
		}
		b.WriteByte('[')
		for i := range axes[k].Size {
			if i > 0 {
				b.WriteString(", ")
			}
			if left <= 0 {
				b.WriteString("…")
				break
			}
			rec(k+1, off+i*str[k])
		}
		b.WriteByte(']')
	}
	rec(0, 0)
	if total > maxShown {
		fmt.Fprintf(&b, " over %s", dimsText(a.Dims))
	}
	return b.String()
}

// summary lists the parameters of an instance.
func (inst *Instance) summary(c ctx) string {
	d := inst.tmpl.decl
	n := 0
	for _, p := range c.s.reach(inst) {
		n += p.leaf.Len
	}
	return fmt.Sprintf("%s %s(%s), %s", d.Kind, inst.path, paramList(d.Data), plural(n, "parameter"))
}

// number17 writes a number so that it reads back to the same bits.
func number17(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
