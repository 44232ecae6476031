package interp

import (
	"fmt"

	"github.com/gibbs-lang/gibbs/lang"
)

// tableau is an explicit Runge–Kutta method: stage j is at t + c[j]h and x + hΣ a[j][i]k[i], and the step is hΣ b[j]k[j]. The
// difference to a method of lower order is hΣ e[j]k[j]; a method without e has no estimate of its error.
type tableau struct {
	a    [][]float64
	b, c []float64
	e    []float64
}

// stages is the number of stages of a step; those that only the estimate of the error reads are left out.
func (t *tableau) stages(estimate bool) int {
	n := len(t.b)
	for !estimate && t.b[n-1] == 0 {
		n--
	}
	return n
}

// classic is the method of Kutta, of order 4.
var classic = &tableau{
	a: [][]float64{{}, {1. / 2}, {0, 1. / 2}, {0, 0, 1}},
	b: []float64{1. / 6, 1. / 3, 1. / 3, 1. / 6},
	c: []float64{0, 1. / 2, 1. / 2, 1},
}

// dormand is RK5(4)7M of Dormand and Prince, J. Comput. Appl. Math. 6 (1980) 19, of order 5 with an estimate of order 4.
var dormand = &tableau{
	a: [][]float64{
		{},
		{1. / 5},
		{3. / 40, 9. / 40},
		{44. / 45, -56. / 15, 32. / 9},
		{19372. / 6561, -25360. / 2187, 64448. / 6561, -212. / 729},
		{9017. / 3168, -355. / 33, 46732. / 5247, 49. / 176, -5103. / 18656},
		{35. / 384, 0, 500. / 1113, 125. / 192, -2187. / 6784, 11. / 84},
	},
	b: []float64{35. / 384, 0, 500. / 1113, 125. / 192, -2187. / 6784, 11. / 84, 0},
	c: []float64{0, 1. / 5, 3. / 10, 4. / 5, 8. / 9, 1, 1},
	e: []float64{71. / 57600, 0, -71. / 16695, 71. / 1920, -17253. / 339200, 22. / 525, -1. / 40},
}

// solver is a method with its effort. rk4 takes steps of one length; dopri5 takes steps so that the error of each stays below
// atol + rtol·|x|, and equal ones where the points are not known when the steps are chosen.
type solver struct {
	tab        *tableau
	steps      int // from one time to the next
	rtol, atol float64
}

// Defaults of the methods.
const (
	defaultSteps     = 20
	defaultTolerance = 1e-6
)

// adaptive tells whether the lengths of the steps follow the error.
func (s solver) adaptive() bool { return s.tab.e != nil }

// methodBuiltin is rk4(n) or dopri5(rtol, atol, steps = n) as a value.
func methodBuiltin(c ctx, e *lang.Call) Value {
	return &Record{Kind: lang.Print(e.Fn), Data: c.method(e)}
}

// solverOf reads method = rk4, rk4(n), dopri5, dopri5(rtol, atol, steps = n), or a method that has a name.
func (c ctx) solverOf(e lang.Expr) solver {
	name, _ := optionWord(e)
	if name == "rk4" || name == "dopri5" {
		return c.method(e)
	}
	if name == "" || c.scope.find(name) != nil {
		if r, ok := c.eval(e).(*Record); ok {
			if s, ok := r.Data.(solver); ok {
				return s
			}
		}
	}
	fail("G0703", e, "the methods are rk4 and dopri5", help("method = rk4(%d), or method = dopri5(1e-6, 1e-6)", defaultSteps))
	return solver{}
}

// method reads rk4(n) or dopri5(rtol, atol, steps = n).
func (c ctx) method(e lang.Expr) solver {
	name, args := optionWord(e)
	out := solver{tab: classic, steps: defaultSteps, rtol: defaultTolerance, atol: defaultTolerance}
	known := []string{"steps"}
	if name == "dopri5" {
		out.tab, known = dormand, []string{"rtol", "atol", "steps"}
	}
	for i, a := range args {
		word := ""
		switch {
		case a.Name != nil:
			word = a.Name.Id
		case i < len(known):
			word = known[i]
		default:
			fail("G0703", a, fmt.Sprintf("%s has no further option", name), here("options: %s", join(known, 3)), help("leave it out"))
		}
		switch {
		case word == "steps":
			out.steps = c.positive(a.X)
		case word == "rtol" && out.adaptive():
			out.rtol = c.tolerance(a)
		case word == "atol" && out.adaptive():
			out.atol = c.tolerance(a)
		default:
			c.unknownOption(a.Name, known)
		}
	}
	return out
}

// tolerance is a positive number.
func (c ctx) tolerance(a *lang.Arg) float64 {
	v := c.known1(a.X, c.real(a.X))
	if !(v >= 1e-14) {
		fail("G0703", a, "a tolerance is a positive number that rounding leaves room for", at("%s", number(v)),
			why("the error of a step is kept below atol + rtol·|x|, and numbers have 16 digits"), help("1e-14 or more, as in dopri5(1e-8, 1e-8)"))
	}
	return v
}

// optionWord takes an option written as a word, with arguments or without.
func optionWord(e lang.Expr) (name string, args []*lang.Arg) {
	if call, ok := e.(*lang.Call); ok {
		e, args = call.Fn, call.Args
	}
	if n, ok := e.(*lang.Name); ok {
		name = n.Id
	}
	return name, args
}
