package exact

import (
	"fmt"
	"math"
	"testing"
)

// enumerate sums over all states of a torus: ln Z, ⟨E⟩ and the heat capacity.
func enumerate(lx, ly int, j, t float64) Thermo {
	n := lx * ly
	var right, up []int
	for y := range ly {
		for x := range lx {
			right = append(right, y*lx+(x+1)%lx)
			up = append(up, (y+1)%ly*lx+x)
		}
	}
	count := map[int]float64{} // number of states by the sum of s s' over bonds
	for state := range uint(1) << n {
		unlike := 0
		for i := range n {
			s := state >> i
			unlike += int((s ^ state>>right[i]) & 1)
			unlike += int((s ^ state>>up[i]) & 1)
		}
		count[2*n-2*unlike]++
	}
	z, e1, e2, top := 0.0, 0.0, 0.0, math.Abs(j)*float64(2*n)/t
	for sum, c := range count {
		e := -j * float64(sum)
		w := c * math.Exp(-e/t-top)
		z, e1, e2 = z+w, e1+w*e, e2+w*e*e
	}
	logZ, mean := math.Log(z)+top, e1/z
	return Thermo{LogZ: logZ, F: -t * logZ, E: mean, S: logZ + mean/t, C: (e2/z - mean*mean) / (t * t)}
}

func near(a, b, tol float64) bool { return math.Abs(a-b) <= tol*math.Max(1, math.Abs(b)) }

func compare(got, want Thermo, tol float64) string {
	for _, c := range []struct {
		name      string
		got, want float64
	}{{"ln Z", got.LogZ, want.LogZ}, {"F", got.F, want.F}, {"E", got.E, want.E}, {"S", got.S, want.S}, {"C", got.C, want.C}} {
		if !near(c.got, c.want, tol) {
			return fmt.Sprintf("%s = %.14g, want %.14g", c.name, c.got, c.want)
		}
	}
	return ""
}

func TestTorusAgainstEnumeration(t *testing.T) {
	tc := CriticalTemperature(1)
	for _, size := range [][2]int{{2, 2}, {3, 3}, {4, 4}, {2, 3}, {3, 2}, {2, 5}, {5, 3}, {4, 2}, {3, 4}, {2, 8}} {
		for _, temp := range []float64{0.1, 0.5, 1, 2, tc, math.Nextafter(tc, 3), 2.3, 4, 10, 1e4, 1e9} {
			got, err := Torus(size[0], size[1], 1, temp)
			if err != nil {
				t.Fatal(err)
			}
			if bad := compare(got, enumerate(size[0], size[1], 1, temp), 1e-11); bad != "" {
				t.Errorf("%v at T = %g: %s", size, temp, bad)
			}
		}
	}
}

func TestAntiferromagnet(t *testing.T) {
	got, err := Torus(4, 2, -0.7, 1.3)
	if err != nil {
		t.Fatal(err)
	}
	if bad := compare(got, enumerate(4, 2, -0.7, 1.3), 1e-12); bad != "" {
		t.Error(bad)
	}
}

// TestTorusTable compares with free energies per site of an independent program (Kaufman's formula
// with the right sign, itself checked by enumeration for L = 4). Onsager's value at the critical
// point is his closed form with Catalan's constant.
func TestTorusTable(t *testing.T) {
	sizes := []int{4, 8, 16, 32}
	for _, row := range []struct {
		beta    float64
		f       [4]float64
		onsager float64
	}{
		{0.1, [4]float64{-7.032867782241, -7.032312462785, -7.032312422858, -7.032312422858}, -7.032312422858},
		{0.2, [4]float64{-3.678584487044, -3.672667767374, -3.672654061640, -3.672654061382}, -3.672654061382},
		{0.3, [4]float64{-2.663650692857, -2.635902630114, -2.635198336752, -2.635196903190}, -2.635196903171},
		{0.4, [4]float64{-2.275170784976, -2.210913623454, -2.199500456600, -2.198433368562}, -2.198409551937},
		{math.Log(1+math.Sqrt2) / 2, [4]float64{-2.201381412966, -2.132388214643, -2.115326187918, -2.111069366919}, -2.109651144608},
		{0.5, [4]float64{-2.138170889841, -2.073268183726, -2.057001644016, -2.052939428935}, -2.051585625390},
		{0.6, [4]float64{-2.089222175453, -2.034938772334, -2.021399990819, -2.018015483053}, -2.016887313814},
		{0.7, [4]float64{-2.067943350830, -2.021502787165, -2.009898751290, -2.006997744675}, -2.006030742470},
		{0.8, [4]float64{-2.056419785700, -2.015801766851, -2.005648243566, -2.003109862777}, -2.002263735848},
		{0.9, [4]float64{-2.049013734564, -2.012911686350, -2.003886332434, -2.001629993956}, -2.000877881130},
		{1.0, [4]float64{-2.043670087617, -2.011178708397, -2.003055889875, -2.001025185244}, -2.000348283701},
	} {
		for i, l := range sizes {
			got, err := Torus(l, l, 1, 1/row.beta)
			if f := got.F / float64(l*l); err != nil || math.Abs(f-row.f[i]) > 1e-12 {
				t.Errorf("β = %g, L = %d: f = %.12f, want %.12f (%v)", row.beta, l, f, row.f[i], err)
			}
		}
		if got, _, err := Onsager(1, 1/row.beta); err != nil || math.Abs(got.F-row.onsager) > 1e-12 {
			t.Errorf("β = %g: Onsager's f = %.12f, want %.12f (%v)", row.beta, got.F, row.onsager, err)
		}
	}
	for l, want := range map[int]float64{4: 15.521915458755, 8: 60.141780789069, 16: 238.642256635133} {
		if got, _ := Torus(l, l, 1, CriticalTemperature(1)); math.Abs(got.LogZ-want) > 1e-11 {
			t.Errorf("ln Z at T_c, L = %d: %.12f, want %.12f", l, got.LogZ, want)
		}
	}
	// The heat capacities of that program are differences, good to a unit of the last digit.
	for _, c := range []struct{ beta, e, s, c float64 }{
		{0.3, -0.70453267, 0.57919970, 0.286519},
		{math.Log(1+math.Sqrt2) / 2, -1.45306485, 0.29184982, 1.498704},
		{0.6, -1.90908617, 0.06738829, 0.313446},
	} {
		got, _ := Torus(16, 16, 1, 1/c.beta)
		if math.Abs(got.E/256-c.e) > 6e-9 || math.Abs(got.S/256-c.s) > 6e-9 || math.Abs(got.C/256-c.c) > 1.1e-6 {
			t.Errorf("β = %g: e = %.8f, s = %.8f, c = %.6f; want %v", c.beta, got.E/256, got.S/256, got.C/256, c)
		}
	}
}

// TestTorusLimits: large tori approach Onsager's solution, cold ones their two ground states.
func TestTorusLimits(t *testing.T) {
	for _, temp := range []float64{1.5, 2, 2.6, 5} {
		big, err := Torus(1000, 1000, 1, temp)
		if err != nil {
			t.Fatal(err)
		}
		site, _, _ := Onsager(1, temp)
		degenerate := 0.0
		if temp < CriticalTemperature(1) {
			degenerate = math.Ln2
		}
		site.LogZ += degenerate * 1e-6
		site.F -= temp * degenerate * 1e-6
		site.S += degenerate * 1e-6
		if bad := compare(Thermo{big.LogZ * 1e-6, big.F * 1e-6, big.E * 1e-6, big.S * 1e-6, big.C * 1e-6}, site, 1e-12); bad != "" {
			t.Errorf("T = %g: %s", temp, bad)
		}
	}
	for _, temp := range []float64{1e-300, 1e-3, 0.0101, 0.0099, 0.1} {
		cold, err := Torus(6, 7, 1, temp)
		if err != nil || !near(cold.E, -84, 1e-13) || !near(cold.S, math.Ln2, 1e-10) || math.Abs(cold.C) > 1e-8 {
			t.Errorf("T = %g: %+v (%v)", temp, cold, err)
		}
	}
	if free, _ := Torus(5, 7, 0, 2); !near(free.S, 35*math.Ln2, 1e-14) || free.E != 0 || free.C != 0 {
		t.Errorf("without coupling: %+v", free)
	}
}

func TestTorusRefuses(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		lx, ly int
		j, t   float64
	}{{1, 4, 1, 1}, {4, 4, 1, 0}, {4, 4, 1, -1}, {4, 4, 1, nan}, {4, 4, nan, 1}, {3, 4, -1, 1}, {4, 4, math.Inf(1), 1}} {
		if _, err := Torus(c.lx, c.ly, c.j, c.t); err == nil {
			t.Errorf("no error for %v", c)
		}
	}
	for _, c := range [][2]float64{{0, 1}, {1, 0}, {1, nan}, {nan, 1}} {
		if _, _, err := Onsager(c[0], c[1]); err == nil {
			t.Errorf("no error for %v", c)
		}
	}
}

// TestOnsagerDerivatives: energy and heat capacity are derivatives of ln Z, by Richardson's
// differences.
func TestOnsagerDerivatives(t *testing.T) {
	at := func(k float64) Thermo { s, _, _ := Onsager(1, 1/k); return s }
	for _, k := range []float64{0.05, 0.3, 0.43, 0.45, 0.6, 1} {
		d := func(f func(float64) float64, h float64) float64 {
			slope := func(h float64) float64 { return (f(k+h) - f(k-h)) / (2 * h) }
			return (4*slope(h/2) - slope(h)) / 3
		}
		if e := -d(func(k float64) float64 { return at(k).LogZ }, 1e-3); math.Abs(e-at(k).E) > 1e-6 {
			t.Errorf("K = %g: energy %.9f, by differences %.9f", k, at(k).E, e)
		}
		if c := -k * k * d(func(k float64) float64 { return at(k).E }, 1e-3); math.Abs(c-at(k).C) > 2e-3*at(k).C {
			t.Errorf("K = %g: heat capacity %.9f, by differences %.9f", k, at(k).C, c)
		}
	}
	tc := CriticalTemperature(1)
	crit, m, err := Onsager(1, tc)
	// Onsager (1944): at the critical point ln λ/N = ½ ln 2 + 2G/π with Catalan's constant, energy -√2 J.
	if catalan := 0.915965594177219015; err != nil || math.Abs(crit.LogZ-(math.Ln2/2+2*catalan/math.Pi)) > 1e-14 || math.Abs(crit.E+math.Sqrt2) > 1e-7 {
		t.Errorf("critical point: %+v, %v", crit, err)
	}
	if crit.C < 8 || m > 0.02 {
		t.Errorf("critical heat capacity %g and magnetisation %g", crit.C, m)
	}
	if _, m, _ := Onsager(1, 2); math.Abs(m-math.Pow(1-math.Pow(math.Sinh(1), -4), 0.125)) > 1e-15 || math.Abs(m-0.911319377877496) > 1e-12 {
		t.Errorf("magnetisation at T = 2 is %.15f", m)
	}
}
