package exact

import (
	"math"
	"math/bits"
	"testing"

	"pgregory.net/rapid"
)

// freeEnergy sums over all states.
func (p *Pairwise) freeEnergy(t float64) float64 {
	s, err := p.system(t)
	if err != nil {
		panic(err)
	}
	spin := make([]float64, p.N)
	e := s.constant
	for i := range spin {
		spin[i] = 1
	}
	for i := range spin {
		e -= s.field[i]
		for _, l := range s.near[i] {
			e -= l.value / 2
		}
	}
	// In the order of a Gray code each state differs from the last by one spin.
	energies := []float64{e}
	low := e
	for k := uint(1); k < 1<<p.N; k++ {
		i := bits.TrailingZeros(k)
		e += 2 * spin[i] * s.molecular(i, spin)
		spin[i] = -spin[i]
		energies = append(energies, e)
		low = math.Min(low, e)
	}
	z := 0.0
	for _, e := range energies {
		z += math.Exp(-(e - low) / t)
	}
	return low - t*math.Log(z)
}

func torus(lx, ly int) *Pairwise {
	p := &Pairwise{N: lx * ly}
	for y := range ly {
		for x := range lx {
			p.Couplings = append(p.Couplings,
				Coupling{y*lx + x, y*lx + (x+1)%lx, 1},
				Coupling{y*lx + x, (y+1)%ly*lx + x, 1})
		}
	}
	return p
}

// glass is the Sherrington-Kirkpatrick instance of a seed: normal couplings of variance 1/n for
// i < j, by Box-Muller from the 53 upper bits of SplitMix64.
func glass(n int, seed uint64) *Pairwise {
	uniform := func() float64 {
		seed += 0x9e3779b97f4a7c15
		z := seed
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return float64((z^z>>31)>>11) / (1 << 53)
	}
	var spare []float64
	normal := func() float64 {
		if len(spare) == 0 {
			r, phi := math.Sqrt(-2*math.Log(1-uniform())), 2*math.Pi*uniform()
			spare = []float64{r * math.Cos(phi), r * math.Sin(phi)}
		}
		v := spare[0]
		spare = spare[1:]
		return v
	}
	p := &Pairwise{N: n}
	for i := range n {
		for j := i + 1; j < n; j++ {
			p.Couplings = append(p.Couplings, Coupling{i, j, normal() / math.Sqrt(float64(n))})
		}
	}
	return p
}

func TestEnumerationOfTheTorus(t *testing.T) {
	if got, want := torus(4, 3).freeEnergy(2.2), enumerate(4, 3, 1, 2.2).F; !near(got, want, 1e-13) {
		t.Errorf("F = %.14g, want %.14g", got, want)
	}
	if got, want := torus(2, 3).freeEnergy(2.2), enumerate(2, 3, 1, 2.2).F; !near(got, want, 1e-13) {
		t.Errorf("double bonds: F = %.14g, want %.14g", got, want)
	}
}

// TestHomogeneousTorus compares with free energies per site from an independent program, which
// iterates one magnetisation and one cavity field.
func TestHomogeneousTorus(t *testing.T) {
	for _, c := range []struct{ beta, nmf, bethe float64 }{
		{0.1, -6.9314718056, -7.0313055820},
		{0.2, -3.4657359028, -3.6644166212},
		{0.3, -2.3908226464, -2.6060957347},
		{0.4, -2.1166571639, -2.1653334767},
		{0.4406867935, -2.0741426845, -2.0994817982},
		{0.5, -2.0393421360, -2.0496056709},
		{0.6, -2.0142394435, -2.0166727971},
		{0.7, -2.0053862338, -2.0060014739},
		{0.8, -2.0020977162, -2.0022592546},
		{0.9, -2.0008337312, -2.0008771462},
		{1.0, -2.0003363109, -2.0003481577},
	} {
		p := torus(6, 6)
		nmf, err := p.MeanField(1/c.beta, Search{})
		if err != nil || nmf.Converged == 0 || !near(nmf.F/36, c.nmf, 6e-11) {
			t.Errorf("β = %g: mean field %.10f, want %.10f (%v)", c.beta, nmf.F/36, c.nmf, err)
		}
		bethe, err := p.Bethe(1/c.beta, Search{})
		if err != nil || bethe.Converged == 0 || !near(bethe.F/36, c.bethe, 6e-11) {
			t.Errorf("β = %g: Bethe %.10f, want %.10f (%v)", c.beta, bethe.F/36, c.bethe, err)
		}
		if exact, _ := Torus(6, 6, 1, 1/c.beta); !(nmf.F >= exact.F) {
			t.Errorf("β = %g: mean field %g below the exact %g", c.beta, nmf.F, exact.F)
		}
	}
}

// TestGlass compares with an independent program on instances of 20 spins. Its mean field may have
// missed lower minima; exact values are by enumeration.
func TestGlass(t *testing.T) {
	for seed, want := range map[uint64]struct{ exact1, exact5, nmf1, nmf5, bethe float64 }{
		1: {-0.913234552476, -0.623861815605, -0.7894295518, -0.6058497877, -0.9217191764},
		2: {-0.910095581226, -0.679705327657, -0.7965152126, -0.6726956233, -0.9289420065},
		3: {-0.891253008043, -0.643700414368, -0.7757660537, -0.6367328884, -0.9055483312},
	} {
		p := glass(20, seed)
		for _, c := range []struct{ t, exact, nmf float64 }{{1, want.exact1, want.nmf1}, {0.2, want.exact5, want.nmf5}} {
			if f := p.freeEnergy(c.t) / 20; math.Abs(f-c.exact) > 1e-12 {
				t.Errorf("seed %d, T = %g: f = %.12f, want %.12f", seed, c.t, f, c.exact)
			}
			nmf, err := p.MeanField(c.t, Search{Random: 40})
			if f := nmf.F / 20; err != nil || !(f <= c.nmf+1e-10 && f >= c.exact) {
				t.Errorf("seed %d, T = %g: mean field %.10f, want at most %.10f, and %.10f at least (%v)", seed, c.t, f, c.nmf, c.exact, err)
			}
		}
		bethe, err := p.Bethe(1, Search{})
		if f := bethe.F / 20; err != nil || !(math.Abs(f-want.bethe) < 1e-9) {
			t.Errorf("seed %d: Bethe %.10f, want %.10f (%v)", seed, f, want.bethe, err)
		}
	}
}

// drawPairwise draws a random energy; on a tree each spin but the first has one coupling to an earlier
// one.
func drawPairwise(t *rapid.T, tree bool) *Pairwise {
	n := rapid.IntRange(1, 9).Draw(t, "n")
	p := &Pairwise{N: n, Fields: rapid.SliceOfN(rapid.Float64Range(-2, 2), n, n).Draw(t, "fields")}
	for i := 1; i < n; i++ {
		p.Couplings = append(p.Couplings, Coupling{i, rapid.IntRange(0, i-1).Draw(t, "parent"), rapid.Float64Range(-3, 3).Draw(t, "J")})
	}
	if !tree {
		for range rapid.IntRange(0, 6).Draw(t, "loops") {
			p.Couplings = append(p.Couplings, Coupling{rapid.IntRange(0, n-1).Draw(t, "i"), rapid.IntRange(0, n-1).Draw(t, "j"), rapid.Float64Range(-3, 3).Draw(t, "J")})
		}
	}
	return p
}

func TestBetheIsExactOnTrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPairwise(t, true)
		temp := rapid.Float64Range(0.05, 5).Draw(t, "T")
		got, err := p.Bethe(temp, Search{Random: 1})
		if want := p.freeEnergy(temp); err != nil || !near(got.F, want, 1e-9) || !near(got.E-temp*got.S, got.F, 1e-12) {
			t.Fatalf("F = %.12g, want %.12g (%v)", got.F, want, err)
		}
	})
}

func TestMeanFieldIsABound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPairwise(t, false)
		temp := rapid.Float64Range(0.05, 5).Draw(t, "T")
		got, err := p.MeanField(temp, Search{Random: 2})
		if want := p.freeEnergy(temp); err != nil || !(got.F >= want-1e-10*math.Max(1, math.Abs(want))) {
			t.Fatalf("mean field %.12g below %.12g (%v)", got.F, want, err)
		}
		for i, m := range got.Magnetisation {
			s, _ := p.system(temp)
			if math.Abs(m-math.Tanh(s.molecular(i, got.Magnetisation)/temp)) > 1e-10 {
				t.Fatalf("magnetisation %g of spin %d is not stationary", m, i)
			}
		}
	})
}

func TestPairwiseAtTheEdge(t *testing.T) {
	nan := math.NaN()
	for _, p := range []*Pairwise{
		{N: 2, Couplings: []Coupling{{0, 2, 1}}},
		{N: 2, Couplings: []Coupling{{-1, 1, 1}}},
		{N: 2, Couplings: []Coupling{{0, 1, nan}}},
		{N: 2, Fields: []float64{1}},
		{N: 1, Fields: []float64{nan}},
	} {
		if _, err := p.MeanField(1, Search{}); err == nil {
			t.Errorf("no error for %+v", p)
		}
		if _, err := p.Bethe(1, Search{}); err == nil {
			t.Errorf("no error for %+v", p)
		}
	}
	if _, err := torus(2, 2).Bethe(0, Search{}); err == nil {
		t.Error("no error at zero temperature")
	}
	cold, err := torus(4, 4).MeanField(1e-6, Search{})
	if err != nil || cold.F != -32 || cold.S != 0 {
		t.Errorf("mean field close to zero temperature: %+v (%v)", cold, err)
	}
	none, err := glass(20, 1).Bethe(0.2, Search{Sweeps: 500})
	if err != nil || none.Converged != 0 || !math.IsNaN(none.F) {
		t.Errorf("belief propagation settles on a cold spin glass: %+v (%v)", none, err)
	}
}
