package interp

import (
	"errors"
	"fmt"
	"math"
	"slices"

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
func (c ctx) lowest(o exactOptions, k int) []operator.State {
	m := c.restricted(o)
	if c.s.opts.Check {
		return nil
	}
	states, ok := m.Lowest(k, func() bool { return c.s.opts.Context.Err() != nil })
	if !ok {
		c.s.interruptible()
		fail("G1006", o.at, "the lowest states were not found to the last digits", why("the iteration did not converge"), help("fewer states, or a smaller set"))
	}
	return states
}

// exactOptions are what an exact method is asked for.
type exactOptions struct {
	h      *Operator
	at     lang.Expr // of H
	number int       // k
	sector []conserved
}

// conserved is a diagonal operator with the value that it has in a sector.
type conserved struct {
	op    *Operator
	value float64
	at    lang.Expr
}

// exactArguments reads H and the options of ground, spectrum and thermal; positional arguments after H go to rest.
func (c ctx) exactArguments(e *lang.Call, usage string, options ...string) (o exactOptions, rest []lang.Expr) {
	o.number = 4
	if len(e.Args) == 0 || e.Args[0].Name != nil {
		fail("G0502", e, fmt.Sprintf("%s takes an operator", lang.Print(e.Fn)), at("%s", given(e)), help("%s", usage))
	}
	o.at = e.Args[0].X
	o.h = c.discrete(o.at, c.eval(o.at))
	for _, a := range e.Args[1:] {
		switch {
		case a.Name == nil:
			rest = append(rest, a.X)
		case a.Name.Id == "k" && slices.Contains(options, "k"):
			o.number = c.positive(a.X)
		case a.Name.Id == "sector":
			o.sector = c.sectorOption(a.X)
		default:
			c.unknownOption(a.Name, options)
		}
	}
	return o, rest
}

// sectorOption is (N, 2), or a list of such pairs.
func (c ctx) sectorOption(e lang.Expr) []conserved {
	of := func(n lang.Expr, v Value) conserved {
		if t, ok := v.(Tuple); ok && len(t) == 2 {
			if op, ok := t[0].(*Operator); ok {
				return conserved{op, c.known1(n, c.number(n, t[1])), n}
			}
		}
		fail("G0703", n, "a sector is an operator with its value", why("a conserved quantity cuts the space into sectors"), help("sector = (N, 2), or sector = [(Nup, 1), (Ndn, 1)]"))
		return conserved{}
	}
	if l, ok := e.(*lang.List); ok {
		out := make([]conserved, len(l.X))
		for i, x := range l.X {
			out[i] = of(x.X, c.eval(x.X))
		}
		return out
	}
	v := c.eval(e)
	if t, ok := v.(Tuple); ok && len(t) > 0 {
		if _, pairs := t[0].(Tuple); pairs { // as H.sector of a molecule
			out := make([]conserved, len(t))
			for i, x := range t {
				out[i] = of(e, x)
			}
			return out
		}
	}
	return []conserved{of(e, v)}
}

// restricted is the matrix of an operator in a sector.
func (c ctx) restricted(o exactOptions) *operator.Matrix {
	m := c.matrix(o.at, o.h)
	var what []*operator.Matrix
	var values []float64
	for _, q := range o.sector {
		c.sameSpace(q.at, o.h, q.op)
		what, values = append(what, operator.NewMatrix(o.h.space.set.Size(), c.terms(q.at, q.op))), append(values, q.value)
	}
	if len(what) == 0 || m.Restrict(what, values) == nil {
		return m
	}
	for i, q := range o.sector {
		if err := m.Restrict(what[:i+1], values[:i+1]); err != nil {
			fail("G1007", q.at, "there is no such sector: "+err.Error(), why("a sector is all states in which a conserved diagonal operator has one value"),
				help("a number of particles, sum(c[i]†*c[i] for i in …), or a magnetisation, sum(Z[i] for i in …)"))
		}
	}
	return m
}

// groundBuiltin is ground(H): .energy, .state (an amplitude over configurations).
func groundBuiltin(c ctx, e *lang.Call) Value {
	o, rest := c.exactArguments(e, "ground(H), ground(H, sector = (N, 2))", "sector")
	if len(rest) > 0 {
		fail("G0502", rest[0], "ground takes one operator", at("%s", given(e)), help("ground(H, sector = (N, 2))"))
	}
	states := c.lowest(o, 1)
	energy := math.NaN()
	if states != nil {
		energy = states[0].Energy
	}
	r := &Record{Kind: "ground", Fields: map[string]Value{}}
	r.put("energy", c.scalar(energy))
	r.put("state", c.stateFunction(o.at, o.h.space, states))
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
	o, rest := c.exactArguments(e, "spectrum(H, k = 4)", "k", "sector")
	if len(rest) > 1 {
		fail("G0502", rest[1], "spectrum takes an operator and the number of energies", at("%s", given(e)), help("spectrum(H, k = 4)"))
	}
	if len(rest) == 1 {
		o.number = c.positive(rest[0])
	}
	if size := math.Pow(2, float64(o.h.space.set.Size())); float64(o.number) > size {
		fail("G1006", e, fmt.Sprintf("%d energies are asked for, and there are %.0f states", o.number, size), help("spectrum(H, k = %.0f)", size))
	}
	states := c.lowest(o, o.number)
	values := make([]float64, o.number)
	for i := range values {
		values[i] = math.NaN()
		if i < len(states) {
			values[i] = states[i].Energy
		}
	}
	if !c.s.opts.Check && len(states) < o.number {
		fail("G1006", e, fmt.Sprintf("%d energies are asked for, and the sector has %d states", o.number, len(states)), help("spectrum(H, k = %d)", len(states)))
	}
	set := mustRange(1, o.number)
	ax := c.s.axis(set, c.open)
	return &Array{Node: c.g().Table([]*ad.Axis{ax}, values, ad.Real), Dims: []Dim{{ax, set}}}
}

// thermalBuiltin is thermal(H, T): the canonical ensemble exp(-H/T)/Z, with Boltzmann's constant 1.
func thermalBuiltin(c ctx, e *lang.Call) Value {
	o, rest := c.exactArguments(e, "thermal(H, T)", "sector")
	if len(rest) != 1 {
		fail("G0502", e, "thermal takes an operator and a temperature", at("%s", given(e)), help("thermal(H, T)"))
	}
	temperature := c.known1(rest[0], c.real(rest[0]))
	if !(temperature > 0) {
		fail("G0304", rest[0], fmt.Sprintf("a temperature is positive, and this is %s", number(temperature)), help("ground(H) at temperature 0"))
	}
	r := &Record{Kind: "thermal", Fields: map[string]Value{}}
	m := c.restricted(o)
	f, u, s, heat := math.NaN(), math.NaN(), math.NaN(), math.NaN()
	if !c.s.opts.Check {
		levels, err := m.Spectrum()
		if err != nil {
			c.tooLarge(o.at, "thermal", err)
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
