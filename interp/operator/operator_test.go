package operator

import (
	"math"
	"math/bits"
	"math/cmplx"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// act is the plain meaning of a factor on a state: where it leads, and the weight.
func act(f Factor, b uint32) (uint32, complex128) {
	bit := uint32(1) << f.Site
	set := b&bit != 0
	spin := 1.0
	if set {
		spin = -1
	}
	string_ := 1.0
	for k := range f.Site {
		if b&(1<<k) != 0 {
			string_ = -string_
		}
	}
	weight := func(on bool, w float64) complex128 {
		if on {
			return complex(w, 0)
		}
		return 0
	}
	switch f.Kind {
	case X:
		return b ^ bit, 1
	case Y:
		return b ^ bit, complex(0, spin)
	case Z:
		return b, complex(spin, 0)
	case Plus:
		return b ^ bit, weight(set, 1)
	case Minus:
		return b ^ bit, weight(!set, 1)
	case Create:
		return b ^ bit, weight(!set, string_)
	}
	return b ^ bit, weight(set, string_)
}

// plain is the matrix of a sum, column by column.
func plain(n int, terms []Term) [][]complex128 {
	size := 1 << n
	out := make([][]complex128, size)
	for i := range out {
		out[i] = make([]complex128, size)
	}
	for a := range uint32(size) {
		for _, t := range terms {
			b, w := a, t.Coef
			for i := len(t.Factors) - 1; i >= 0 && w != 0; i-- {
				next, v := act(t.Factors[i], b)
				b, w = next, w*v
			}
			out[b][a] += w
		}
	}
	return out
}

func genTerms(t *rapid.T, n int, fermions bool) []Term {
	out := make([]Term, rapid.IntRange(1, 6).Draw(t, "terms"))
	for i := range out {
		out[i].Coef = complex(float64(rapid.IntRange(-16, 16).Draw(t, "re"))/8, float64(rapid.IntRange(-16, 16).Draw(t, "im"))/8)
		for range rapid.IntRange(0, 6).Draw(t, "factors") {
			kind := rapid.SampledFrom([]Kind{X, Y, Z, Plus, Minus}).Draw(t, "spin")
			if fermions {
				kind = rapid.SampledFrom([]Kind{Create, Annihilate}).Draw(t, "fermion")
			}
			out[i].Factors = append(out[i].Factors, Factor{kind, rapid.IntRange(0, n-1).Draw(t, "site")})
		}
	}
	return out
}

func different(a, b [][]complex128) float64 {
	d := 0.0
	for i := range a {
		for j := range a[i] {
			d = max(d, cmplx.Abs(a[i][j]-b[i][j]))
		}
	}
	return d
}

// Matrices, ordered products and adjoints of random sums agree with the plain action on states.
func TestAlgebra(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 4
		fermions := rapid.Bool().Draw(t, "fermions")
		terms := genTerms(t, n, fermions)
		want := plain(n, terms)
		if d := different(want, plain(n, Canonical(terms))); d > 1e-10 {
			t.Fatalf("ordered products differ by %g", d)
		}
		m := NewMatrix(n, terms)
		got := make([][]complex128, 1<<n)
		adjoint := make([][]complex128, 1<<n)
		for b := range got {
			got[b], adjoint[b] = make([]complex128, 1<<n), make([]complex128, 1<<n)
			for a := range got[b] {
				got[b][a] = m.Element(uint32(b), uint32(a))
				adjoint[b][a] = cmplx.Conj(want[a][b])
			}
		}
		if d := different(want, got); d > 1e-10 {
			t.Fatalf("the matrix differs by %g", d)
		}
		var flipped []Term
		for _, x := range terms {
			flipped = append(flipped, x.Adjoint())
		}
		if d := different(adjoint, plain(n, flipped)); d > 1e-10 {
			t.Fatalf("the adjoint differs by %g", d)
		}
		for _, s := range m.Sectors() {
			for _, a := range s.States {
				for b := range uint32(1 << n) {
					if want[b][a] != 0 && cmplx.Abs(want[b][a]) > 1e-10 && !slices.Contains(s.States, b) {
						t.Fatalf("%d leads out of its sector to %d", a, b)
					}
				}
			}
		}
	})
}

// Two sums are equal as ordered products if and only if their matrices are.
func TestEqualityIsDecided(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 3
		fermions := rapid.Bool().Draw(t, "fermions")
		a, b := genTerms(t, n, fermions), genTerms(t, n, fermions)
		if rapid.Bool().Draw(t, "same") {
			b = Canonical(a)
		}
		equal := different(plain(n, a), plain(n, b)) < 1e-10
		if (len(Difference(a, b)) == 0) != equal {
			t.Fatalf("equal: %v, difference %v", equal, Difference(a, b))
		}
	})
}

// Sums in terms of fermions and in Pauli matrices by Jordan's and Wigner's map are one matrix; that of fermions is compared
// with its plain meaning in TestAlgebra.
func TestJordanWigner(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 4
		terms := genTerms(t, n, true)
		f, s := NewMatrix(n, terms), NewMatrix(n, JordanWigner(terms))
		for b := range uint32(1 << n) {
			for a := range uint32(1 << n) {
				if d := cmplx.Abs(f.Element(b, a) - s.Element(b, a)); d > 1e-10 {
					t.Fatalf("⟨%d|·|%d⟩ differ by %g", b, a, d)
				}
			}
		}
	})
}

// ising is the transverse-field Ising chain -Σ Z Z - h Σ X.
func ising(n int, h float64, periodic bool) []Term {
	var out []Term
	for i := range n {
		if i+1 < n || periodic {
			out = append(out, Term{-1, []Factor{{Z, i}, {Z, (i + 1) % n}}})
		}
		out = append(out, Term{complex(-h, 0), []Factor{{X, i}}})
	}
	return out
}

// heisenberg is Σ S·S.
func heisenberg(n int, periodic bool) []Term {
	var out []Term
	for i := range n {
		if i+1 < n || periodic {
			for _, k := range []Kind{X, Y, Z} {
				out = append(out, Term{0.25, []Factor{{k, i}, {k, (i + 1) % n}}})
			}
		}
	}
	return out
}

// Ground states of chains: free fermions for the Ising chain, exact diagonalisation by others for Heisenberg's.
func TestGroundStates(t *testing.T) {
	for _, c := range []struct {
		n     int
		terms []Term
		want  float64
	}{
		{4, ising(4, 1, false), -4.758770483144},
		{10, ising(10, 1, false), -12.381489999655},
		{12, ising(12, 0.5, true), -12.762569151024},
		{12, ising(12, 1, true), -15.322595151081},
		{8, ising(8, 2, false), -16.885141493208},
		{10, heisenberg(10, true), -4.515446354492},
		{12, heisenberg(12, false), -5.142090632841},
	} {
		m := NewMatrix(c.n, c.terms)
		states, ok := m.Lowest(1, nil)
		if !ok {
			t.Fatalf("%d sites: no convergence", c.n)
		}
		if d := math.Abs(states[0].Energy - c.want); d > 2e-12*float64(c.n)+6e-13 {
			t.Errorf("%d sites: %.12f, want %.12f", c.n, states[0].Energy, c.want)
		}
		s := states[0]
		y := newVector(len(s.Psi.Re), s.Psi.Im == nil)
		m.Apply(y, s.Psi, s.Sector)
		y.add(complex(-s.Energy, 0), s.Psi)
		if r := y.norm(); r > 1e-9 {
			t.Errorf("%d sites: residual %g", c.n, r)
		}
	}
}

// The lowest states come with their multiplicities, as in the whole spectrum.
func TestLowestAgainstSpectrum(t *testing.T) {
	for name, terms := range map[string][]Term{
		"Heisenberg": heisenberg(9, true),
		"Ising":      ising(9, 0.3, true),
		"currents": append(heisenberg(9, true), func() (out []Term) { // complex: Σ X Y - Y X
			for i := range 9 {
				out = append(out, Term{0.3, []Factor{{X, i}, {Y, (i + 1) % 9}}}, Term{-0.3, []Factor{{Y, i}, {X, (i + 1) % 9}}}, Term{0.2, []Factor{{X, i}}})
			}
			return out
		}()...),
	} {
		m := NewMatrix(9, terms)
		all, err := m.Spectrum()
		if err != nil {
			t.Fatal(err)
		}
		states, ok := m.Lowest(6, nil)
		if !ok {
			t.Fatalf("%s: no convergence", name)
		}
		for i, s := range states {
			if math.Abs(s.Energy-all[i]) > 1e-9 {
				t.Errorf("%s: state %d at %.10f, want %.10f", name, i, s.Energy, all[i])
			}
		}
		trace := 0.0
		for _, e := range all {
			trace += e
		}
		diagonal := 0.0
		for b := range uint32(1 << 9) {
			diagonal += real(m.Element(b, b))
		}
		if math.Abs(trace-diagonal) > 1e-8 {
			t.Errorf("%s: Σ E = %g, trace %g", name, trace, diagonal)
		}
	}
}

// Hopping of fermions conserves their number: sectors are those of n choose k.
func TestSectorsAreNumbers(t *testing.T) {
	const n = 6
	var hop []Term
	for i := range n {
		j := (i + 1) % n
		hop = append(hop, Term{-1, []Factor{{Create, i}, {Annihilate, j}}}, Term{-1, []Factor{{Create, j}, {Annihilate, i}}})
	}
	m := NewMatrix(n, hop)
	count := map[int]int{}
	for _, s := range m.Sectors() {
		k := bits.OnesCount32(s.States[0])
		for _, b := range s.States {
			if bits.OnesCount32(b) != k {
				t.Fatalf("a sector holds %d and %d particles", k, bits.OnesCount32(b))
			}
		}
		count[k] += len(s.States)
	}
	for k, want := range []int{1, 6, 15, 20, 15, 6, 1} {
		if count[k] != want {
			t.Errorf("%d particles: %d states, want %d", k, count[k], want)
		}
	}
	var number []Term
	for i := range n {
		number = append(number, Term{1, []Factor{{Create, i}, {Annihilate, i}}})
	}
	two := NewMatrix(n, hop)
	if err := two.Restrict([]*Matrix{NewMatrix(n, number)}, []float64{2}); err != nil || len(two.Sectors()) != 1 || len(two.Sectors()[0].States) != 15 {
		t.Errorf("two particles: %v, %d sectors", err, len(two.Sectors()))
	}
	for want, q := range map[error][]Term{ErrNotDiagonal: hop, ErrNotConserved: number[:1]} {
		if err := NewMatrix(n, hop).Restrict([]*Matrix{NewMatrix(n, q)}, []float64{1}); err != want {
			t.Errorf("%v, want %v", err, want)
		}
	}
	// Free fermions fill the levels -2 cos k; an even number sees the boundary with the opposite sign.
	all, err := m.Spectrum()
	if err != nil {
		t.Fatal(err)
	}
	if want := -2 * (1 + 2*math.Cos(math.Pi/3)); math.Abs(all[0]-want) > 1e-10 {
		t.Errorf("lowest %g, want %g", all[0], want)
	}
}

// A sum that is its own adjoint is recognised, and what is not is shown.
func TestHermitian(t *testing.T) {
	if d := Antihermitian(heisenberg(4, true)); len(d) > 0 {
		t.Errorf("H - H† = %v", d)
	}
	if d := Antihermitian([]Term{{1, []Factor{{Create, 0}, {Annihilate, 1}}}}); len(d) != 2 {
		t.Errorf("H - H† = %v", d)
	}
	if d := Antihermitian([]Term{{1i, []Factor{{X, 0}}}}); len(d) != 1 || d[0].Coef != 2i {
		t.Errorf("H - H† = %v", d)
	}
}
