package interp

import (
	"fmt"
	"math"
	"math/cmplx"

	"github.com/gibbs-lang/gibbs/interp/operator"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// maxRows is the largest number of sites of an operator whose rows are written out.
const maxRows = 12

// operator judges an operator on spins or fermions: whether it is its own adjoint, and its local energies.
func (j *court) operator(h *Operator) {
	if h.space == nil || len(h.around()) > 0 {
		return
	}
	hermitian := false
	j.law("H = H†", decided, 1, func() (float64, string) {
		hermitian = j.number(map[string]Value{"law_H": h}, "if law_H == law_H† then 1 else 0") == 1
		if !hermitian {
			panic(unjudged("it is not its own adjoint, and so no Hamiltonian"))
		}
		return 0, ""
	})
	if hermitian {
		j.law("local energy = row of the matrix", "", 1e-9, func() (float64, string) { return j.row(h) })
	}
}

// row compares the local energy of a wave function in one configuration with the row of the matrix there.
func (j *court) row(h *Operator) (float64, string) {
	n := h.space.set.Size()
	if n > maxRows {
		panic(unjudged(fmt.Sprintf("%d sites are too many to write out", n)))
	}
	kind, set := "spin", sets.Spin
	if h.space.fermions {
		kind, set = "bit", sets.Bit
	}
	psi := fmt.Sprintf("(law_s: %s[law_I]) -> exp(0.4*sum(cos(2*rank(law_i))*law_s[law_i] for law_i in law_I) + im*sum(sin(3*rank(law_i) + law_s[law_i]) for law_i in law_I))", kind)
	values := map[string]Value{"law_H": h, "law_I": h.space.set}
	values["law_psi"] = j.eval(values, psi)
	m := operator.NewMatrix(n, j.c.terms(&lang.Name{Id: j.object}, h))
	state := uint32(0)
	for i, u := range normals(n, "state", j.object) {
		if u > 0 {
			state |= 1 << i
		}
	}
	amplitude := func(b uint32) complex128 {
		z := 0i
		for i := range n {
			bit := float64(b >> i & 1)
			if !h.space.fermions {
				bit = 1 - 2*bit
			}
			z += complex(0.4*math.Cos(2*float64(i+1))*bit, math.Sin(3*float64(i+1)+bit))
		}
		return cmplx.Exp(z)
	}
	want := 0i
	for b := range uint32(1) << n {
		if e := m.Element(state, b); e != 0 {
			want += e * amplitude(b) / amplitude(state)
		}
	}
	x := j.c.unknownOf(dataVar{name: "s", typ: Type{Set: set, Dims: []*sets.Set{h.space.set}}})
	at := make([]float64, n)
	for i := range at {
		at[i] = float64(state >> i & 1)
		if !h.space.fermions {
			at[i] = 1 - 2*at[i]
		}
	}
	values["law_x"] = &Array{Node: j.s.g.Table(x.Node.Axes, at, x.Node.Type), Dims: x.Dims, Set: set}
	got := j.c.complexOf(nil, j.eval(values, "local(law_H, law_psi, law_x)"))
	parts := j.s.evaluate(nil, got.Re.Node, got.Im.Node)
	return cmplx.Abs(complex(parts[0][0], parts[1][0])-want) / (1 + cmplx.Abs(want)), ""
}
