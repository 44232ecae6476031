package interp

import (
	"errors"
	"fmt"
	"math"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/operator"
	"github.com/gibbs-lang/gibbs/lang"
)

// Exact results: an operator on few sites is written out and diagonalised, sector by sector.

// matrix is an operator on a space that is small enough; limit is the largest number of sites.
func (c ctx) matrix(n lang.Expr, h *Operator) *operator.Matrix {
	sites := h.space.set.Size()
	if sites > operator.MaxSites {
		fail("G1006", n, fmt.Sprintf("%s have 2^%d states, too many to hold one number for each", h.space, sites), here("at most %d sites", operator.MaxSites),
			why("exact methods keep the whole state"), help("a smaller set, or minimize energy(H, ψ) for a wave function"))
	}
	c.needHermitian(n, h)
	return operator.NewMatrix(sites, c.terms(n, h))
}

// tooLarge reports sectors that do not fit.
func (c ctx) tooLarge(n lang.Expr, what string, err error) {
	var size *operator.SizeError
	if errors.As(err, &size) {
		fail("G1006", n, fmt.Sprintf("%s needs every eigenvalue, and one sector has %.6g states", what, size.States), here("at most %.6g in one sector", size.Limit),
			why("conserved quantities cut the space into sectors, and the matrix of each is stored"), help("a smaller set; ground(H) and spectrum(H, k = 4) need the lowest states only"))
	}
}

// lowest are the k lowest states; nil in a check.
func (c ctx) lowest(n lang.Expr, h *Operator, k int) []operator.State {
	m := c.matrix(n, h)
	if c.s.opts.Check {
		return nil
	}
	states, ok := m.Lowest(k, func() bool { return c.s.opts.Context.Err() != nil })
	if !ok {
		c.s.interruptible()
		fail("G1006", n, "the lowest states were not found to the last digits", why("the iteration did not converge"), help("fewer states, or a smaller set"))
	}
	return states
}

// groundBuiltin is ground(H): .energy, .state (an amplitude over configurations).
func groundBuiltin(c ctx, e *lang.Call) Value {
	v := c.one(e)
	n := e.Args[0].X
	h := c.discrete(n, v)
	states := c.lowest(n, h, 1)
	energy := math.NaN()
	if states != nil {
		energy = states[0].Energy
	}
	r := &Record{Kind: "ground", Fields: map[string]Value{}}
	r.put("energy", c.scalar(energy))
	r.put("state", c.stateFunction(n, h.space, states))
	return r
}

// stateFunction is an eigenstate as a wave function.
func (c ctx) stateFunction(n lang.Expr, space *opSpace, states []operator.State) Value {
	g := c.g()
	size := 1 << space.set.Size()
	ax := g.Axis("state", size)
	re, im := make([]float64, size), make([]float64, size)
	isReal := true
	if states != nil {
		s := states[0]
		for i, b := range s.Sector.States {
			re[b] = s.Psi.Re[i]
			if s.Psi.Im != nil {
				im[b], isReal = s.Psi.Im[i], false
			}
		}
	}
	name := "spin"
	if space.fermions {
		name = "bit"
	}
	scope := newScope(nil)
	scope.set("|set|", space.set, n)
	scope.set("|kind|", c.s.builtins[name], n)
	at := lang.At{Pos: n.Span()}
	kind := &lang.Index{At: at, X: &lang.Name{At: at, Id: "|kind|"}, Args: []*lang.Arg{{At: at, X: &lang.Name{At: at, Id: "|set|"}}}}
	param := &lang.Arg{At: at, X: &lang.Name{At: at, Id: "s"}, Type: kind}
	return &Function{Name: "the ground state", Params: []*lang.Arg{param}, scope: scope, module: c.module, native: func(c ctx, n lang.Node, args []Value) Value {
		t := (ctx{s: c.s, scope: scope}).typeOf(kind)
		number := c.stateNumber(space, c.coerce(n, "s", t, args[0], n))
		part := func(v []float64) *Array {
			return &Array{Node: c.g().Gather(c.g().Table([]*ad.Axis{ax}, v, ad.Real), []*ad.Axis{ax}, []*ad.Node{number})}
		}
		if isReal {
			return part(re)
		}
		return &Complex{Re: part(re), Im: part(im)}
	}}
}

// spectrumBuiltin is spectrum(H, k = 4): the k lowest energies, equal ones as often as they occur.
func spectrumBuiltin(c ctx, e *lang.Call) Value {
	k := 4
	for i, a := range e.Args {
		switch {
		case a.Name != nil && a.Name.Id == "k" || a.Name == nil && i == 1:
			k = c.positive(a.X)
		case a.Name != nil:
			c.unknownOption(a.Name, []string{"k"})
		}
	}
	if len(e.Args) == 0 || e.Args[0].Name != nil || len(e.Args) > 2 {
		fail("G0502", e, "spectrum takes an operator and the number of energies", at("%s", given(e)), help("spectrum(H, k = 4)"))
	}
	n := e.Args[0].X
	h := c.discrete(n, c.eval(n))
	if size := math.Pow(2, float64(h.space.set.Size())); float64(k) > size {
		fail("G1006", e, fmt.Sprintf("%d energies are asked for, and there are %.0f states", k, size), help("spectrum(H, k = %.0f)", size))
	}
	states := c.lowest(n, h, k)
	values := make([]float64, k)
	for i := range values {
		values[i] = math.NaN()
		if i < len(states) {
			values[i] = states[i].Energy
		}
	}
	set := mustRange(1, k)
	ax := c.s.axis(set, c.open)
	return &Array{Node: c.g().Table([]*ad.Axis{ax}, values, ad.Real), Dims: []Dim{{ax, set}}}
}

// thermalBuiltin is thermal(H, T): the canonical ensemble exp(-H/T)/Z, with Boltzmann's constant 1.
func thermalBuiltin(c ctx, e *lang.Call) Value {
	v, w := c.two(e)
	n := e.Args[0].X
	h := c.discrete(n, v)
	temperature := c.known1(e.Args[1].X, c.number(e.Args[1].X, w))
	if !(temperature > 0) {
		fail("G0304", e.Args[1].X, fmt.Sprintf("a temperature is positive, and this is %s", number(temperature)), help("ground(H) at temperature 0"))
	}
	r := &Record{Kind: "thermal", Fields: map[string]Value{}}
	m := c.matrix(n, h)
	var f, u, s, heat float64
	if c.s.opts.Check {
		f = math.NaN()
	} else {
		levels, err := m.Spectrum()
		if err != nil {
			c.tooLarge(n, "thermal", err)
		}
		f, u, s, heat = canonical(levels, temperature)
	}
	r.put("free_energy", c.scalar(f))
	r.put("energy", c.scalar(u))
	r.put("entropy", c.scalar(s))
	r.put("heat_capacity", c.scalar(heat))
	return r
}

// canonical sums over levels in ascending order: F = -T log Z, U, S = (U - F)/T and C = (⟨E²⟩ - U²)/T².
func canonical(levels []float64, t float64) (f, u, s, heat float64) {
	z, sum, square := 0.0, 0.0, 0.0
	for _, e := range levels {
		d := e - levels[0]
		w := math.Exp(-d / t)
		z, sum, square = z+w, sum+w*d, square+w*d*d
	}
	mean := sum / z
	f = levels[0] - t*math.Log(z)
	u = levels[0] + mean
	return f, u, (u - f) / t, (square/z - mean*mean) / (t * t)
}
