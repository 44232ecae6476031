package ad

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

func close(got, want, tol float64) bool {
	return got == want || math.Abs(got-want) <= tol*math.Max(math.Abs(want), 1e-15)
}

// Values computed with 40 digits from the definitions (series, integrals, bisection).
func TestSpecialValues(t *testing.T) {
	for _, c := range []struct {
		op   Op
		x    []float64
		want float64
	}{
		{Polygamma, []float64{1.0, 0.3}, 12.24536454610773},
		{Polygamma, []float64{1.0, 5.0}, 0.22132295573711533},
		{Polygamma, []float64{2.0, 0.7}, -6.4349928741909225},
		{Polygamma, []float64{3.0, 40.0}, 3.24414001515635e-5},
		{Polygamma, []float64{2.0, -1.3}, 68.549413471162168},
		{Polygamma, []float64{1.0, -2.5}, 9.5392466449891238},
		{Polygamma, []float64{4.0, -0.2}, 74925.301133760609},
		{SphericalJ, []float64{0.0, 1.0}, 0.84147098480789651},
		{SphericalJ, []float64{1.0, 0.001}, 0.0003333333000000012},
		{SphericalJ, []float64{2.0, 0.5}, 0.016371106607993413},
		{SphericalJ, []float64{3.0, 12.0}, 0.084965101056147139},
		{SphericalJ, []float64{5.0, 2.5}, 0.0073576387377689363},
		{SphericalJ, []float64{10.0, 3.0}, 3.5260038931752563e-6},
		{SphericalJ, []float64{20.0, 15.5}, 0.0024263518269869329},
		{SphericalJ, []float64{8.0, -2.5}, 3.751557778350965e-5},
		{SphericalJ, []float64{15.0, 8.0}, 6.7541996817479114e-5},
		{LogBesselI0, []float64{9.9999999999999995e-7}, 2.4999999999998435e-13},
		{LogBesselI0, []float64{0.5}, 0.061549719185481304},
		{LogBesselI0, []float64{3.0}, 1.5853076218134209},
		{LogBesselI0, []float64{29.5}, 26.893178122058439},
		{LogBesselI0, []float64{30.5}, 27.876366092542707},
		{LogBesselI0, []float64{700.0}, 695.80569999844345},
		{LogBesselI0, []float64{100000.0}, 99993.324599984316},
		{LogBesselI0, []float64{-2.0}, 0.82399354148295628},
		{BesselRatio, []float64{1.0, 1.0000000000000001e-5}, 4.9999999999375004e-6},
		{BesselRatio, []float64{1.0, 2.0}, 0.69777465796400798},
		{BesselRatio, []float64{2.0, 2.0}, 0.30222534203599202},
		{BesselRatio, []float64{5.0, 10.0}, 0.27601793395900113},
		{BesselRatio, []float64{1.0, 10000.0}, 0.99994999874987498},
		{BesselRatio, []float64{3.0, 250.0}, 0.9821257356925492},
		{BesselRatio, []float64{3.0, -2.0}, -0.093323973892023946},
		{GammaPSlope, []float64{0.5, 0.1}, -0.82293609697959875},
		{GammaPSlope, []float64{2.0, 1.0}, -0.2761960457028348},
		{GammaPSlope, []float64{2.0, 3.5}, -0.14995184689244852},
		{GammaPSlope, []float64{30.0, 20.0}, -0.010205257324989506},
		{GammaPSlope, []float64{30.0, 45.0}, -0.0034741570951297631},
		{GammaPSlope, []float64{500.0, 510.0}, -0.016007788190914406},
		{GammaPSlope, []float64{0.01, 2.0}, -0.050434467693165115},
		{GammaPSlope, []float64{3.0, 40.0}, -9.9743303000892817e-15},
		{GammaQuantile, []float64{0.5, 0.1}, 0.0078953870467156124},
		{GammaQuantile, []float64{2.0, 0.9}, 3.8897201698674291},
		{GammaQuantile, []float64{30.0, 0.01}, 18.742425764901893},
		{GammaQuantile, []float64{500.0, 0.5}, 499.66670620169048},
		{GammaQuantile, []float64{0.1, 0.2}, 6.2188018746829003e-8},
		{GammaQuantile, []float64{5.0, 1 - 0x1p-20}, 23.488170156554407},
		{NormQuantile, []float64{1.0e-10}, -6.3613409024040562},
		{NormQuantile, []float64{0.025}, -1.9599639845400542},
		{NormQuantile, []float64{0.3}, -0.52440051270804078},
		{NormQuantile, []float64{0.5}, 0.0},
		{NormQuantile, []float64{0.999}, 3.0902323061678135},
		{VonMisesCDF, []float64{0.0, 1.0}, 0.65915494309189534},
		{VonMisesSlope, []float64{0.0, 1.0}, 0.13392426670058189},
		{VonMisesCDF, []float64{0.5, -2.0}, 0.11517688991310819},
		{VonMisesSlope, []float64{0.5, -2.0}, -0.11782575559100144},
		{VonMisesCDF, []float64{3.0, 1.2}, 0.96610806697789171},
		{VonMisesSlope, []float64{3.0, 1.2}, 0.026800779779033291},
		{VonMisesCDF, []float64{60.0, -0.3}, 0.010439341127225388},
		{VonMisesSlope, []float64{60.0, -0.3}, -0.00053498270787634547},
		{VonMisesCDF, []float64{1000.0, 0.05}, 0.94303540955685433},
		{VonMisesSlope, []float64{1000.0, 0.05}, 9.0414893317009029e-5},
		{VonMisesQuantile, []float64{0.5, 0.11517688991310819}, -2.0},
		{VonMisesQuantile, []float64{3.0, 0.96610806697789171}, 1.2},
		{VonMisesQuantile, []float64{60.0, 0.010439341127225388}, -0.3},
		{BetaQuantile, []float64{0.5, 0.5, 0.2}, 0.095491502812526288},
		{BetaQuantile, []float64{2.0, 3.0, 0.7}, 0.5084047548725844},
		{BetaQuantile, []float64{20.0, 5.0, 0.01}, 0.5881881433011354},
	} {
		if got := c.op.Info().Value(c.x); !close(got, c.want, 3e-13) {
			t.Errorf("%v%v = %.17g, want %.17g", c.op, c.x, got, c.want)
		}
	}
}

// A function of something that is not a number is not a number. Exceptions: comparisons and logic,
// which answer in truths; a choice, which reads only what it takes; x⁰ = 1 and the bounds of
// Min and Max, which hold whatever the other argument.
func TestSpecialNaN(t *testing.T) {
	wild := []float64{math.NaN(), math.Inf(1), math.Inf(-1), 0, -1, 1, 2.5, -0.5, 1e300, -1e300, 1e-300}
	truths := []Op{Eq, Ne, Lt, Le, And, Or, Select}
	for op := range numOps {
		row := op.Info()
		if row.Class != ElementClass || slices.Contains(truths, op) {
			continue
		}
		x := make([]float64, row.Arity)
		for k := range x {
			for _, a := range wild {
				for _, b := range wild {
					x[0], x[row.Arity-1] = a, b
					x[row.Arity/2] = b
					x[k] = math.NaN()
					other := x[len(x)-1-k]
					fixed := op == Pow && k == 0 && other == 0 || op == Pow && k == 1 && other == 1 ||
						op == Min && math.IsInf(other, -1) || op == Max && math.IsInf(other, 1)
					if v := row.Value(x); math.IsNaN(v) == fixed {
						t.Errorf("%v%v = %v", op, x, v)
					}
				}
			}
		}
	}
}

// Outside its domain a function is not a number; at the ends it has its limit.
func TestSpecialDomains(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		op   Op
		x    []float64
		want float64
	}{
		{Sqrt, []float64{-1}, nan},
		{Log, []float64{-1}, nan},
		{Log, []float64{0}, -inf},
		{Log1p, []float64{-2}, nan},
		{Asin, []float64{2}, nan},
		{Acos, []float64{-2}, nan},
		{Acosh, []float64{0.5}, nan},
		{Atanh, []float64{2}, nan},
		{Atanh, []float64{1}, inf},
		{Lgamma, []float64{-3}, inf},
		{Digamma, []float64{0}, nan},
		{Digamma, []float64{-3}, nan},
		{Digamma, []float64{inf}, inf},
		{NormQuantile, []float64{-0.1}, nan},
		{NormQuantile, []float64{1.1}, nan},
		{NormQuantile, []float64{0}, -inf},
		{NormQuantile, []float64{1}, inf},
		{Polygamma, []float64{-1, 2}, nan},
		{Polygamma, []float64{1, -2}, nan},
		{Polygamma, []float64{1.5, 2}, nan},
		{BesselJ, []float64{0.5, 2}, nan},
		{BesselJ, []float64{1e300, 2}, nan},
		{BesselY, []float64{inf, 2}, nan},
		{BesselY, []float64{1, -2}, nan},
		{BesselY, []float64{1, 0}, -inf},
		{BesselRatio, []float64{-inf, 2}, nan},
		{BesselRatio, []float64{0.5, 2}, nan},
		{SphericalJ, []float64{-1, 2}, nan},
		{SphericalJ, []float64{2, inf}, 0},
		{GammaP, []float64{0, 1}, nan},
		{GammaP, []float64{1, -1}, nan},
		{GammaPSlope, []float64{-1, 1}, nan},
		{GammaPSlope, []float64{1, -1}, nan},
		{GammaPSlope, []float64{1, inf}, 0},
		{GammaQuantile, []float64{0, 0.5}, nan},
		{GammaQuantile, []float64{inf, 0.5}, nan},
		{GammaQuantile, []float64{2, 1.5}, nan},
		{GammaQuantile, []float64{2, 0}, 0},
		{GammaQuantile, []float64{2, 1}, inf},
		{VonMisesCDF, []float64{-1, 0}, nan},
		{VonMisesCDF, []float64{1, -4}, 0},
		{VonMisesCDF, []float64{1, 4}, 1},
		{VonMisesSlope, []float64{-1, 0}, nan},
		{VonMisesSlope, []float64{1, 4}, 0},
		{VonMisesQuantile, []float64{-1, 0.5}, nan},
		{VonMisesQuantile, []float64{1, 2}, nan},
		{VonMisesQuantile, []float64{1, 0}, -math.Pi},
		{VonMisesQuantile, []float64{1, 1}, math.Pi},
		{BetaInc, []float64{0, 1, 0.5}, nan},
		{BetaInc, []float64{1, -1, 0.5}, nan},
		{BetaInc, []float64{1, 1, 1.5}, nan},
		{BetaQuantile, []float64{0, 1, 0.5}, nan},
		{BetaQuantile, []float64{1, 0, 0.5}, nan},
		{BetaQuantile, []float64{1, 1, -0.5}, nan},
	} {
		if got := c.op.Info().Value(c.x); got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("%v%v = %v, want %v", c.op, c.x, got, c.want)
		}
	}
}

// table reads rows of numbers; the last column is the value.
func table(t *testing.T, file string) [][]float64 {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1 // the headings have commas of their own
	text, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out [][]float64
	for _, row := range text[1:] {
		var v []float64
		for _, s := range row {
			x, err := strconv.ParseFloat(s, 64)
			if err != nil {
				t.Fatal(err)
			}
			v = append(v, x)
		}
		out = append(out, v)
	}
	return out
}

// The tables of Boost: eight rows of each here, and all where the collection lies beside the checkout.
func TestSpecialTables(t *testing.T) {
	t.Run("slice", func(t *testing.T) { checkTables(t, "testdata/special", 8) })
	t.Run("whole", func(t *testing.T) {
		const folder = "../../shared/data/special"
		if _, err := os.Stat(folder); err != nil {
			t.Skip("the collection is not here")
		}
		checkTables(t, folder, 20)
	})
}

// checkTables reads at least so many rows of each table. Bounds are relative, where the value is
// well conditioned.
func checkTables(t *testing.T, folder string, atLeast int) {
	t.Helper()
	for _, c := range []struct {
		name string
		op   Op
		tol  float64
		use  func(x []float64) bool
	}{
		{"bessel_j", BesselJ, 1e-11, wholeOrder},
		{"bessel_y", BesselY, 1e-11, wholeOrder},
		{"sph_bessel_j", SphericalJ, 1e-11, wholeOrder},
		{"digamma", Digamma, 1e-12, func(x []float64) bool { return x[0] > 0 }},
		{"lgamma", Lgamma, 1e-12, func(x []float64) bool { return true }},
		{"gamma_p", GammaP, 1e-11, func(x []float64) bool { return true }},
		{"ibeta_reg", BetaInc, 1e-11, func(x []float64) bool { return true }},
		{"erf", Erf, 1e-14, func(x []float64) bool { return true }},
		{"erfc", Erfc, 1e-13, func(x []float64) bool { return true }},
		{"expm1", Expm1, 1e-15, func(x []float64) bool { return true }},
		{"log1p", Log1p, 1e-15, func(x []float64) bool { return true }},
	} {
		n := 0
		for _, row := range table(t, filepath.Join(folder, c.name+".csv")) {
			x, want := row[:len(row)-1], row[len(row)-1]
			if !c.use(x) {
				continue
			}
			n++
			if got := c.op.Info().Value(x); !(math.Abs(got-want) <= c.tol*math.Abs(want)+1e-290) {
				t.Errorf("%v%v = %.17g, want %.17g", c.op, x, got, want)
			}
		}
		if n < atLeast {
			t.Errorf("%s: only %d rows", c.name, n)
		}
	}
}

func wholeOrder(x []float64) bool { return x[0] == math.Floor(x[0]) && x[0] < 1000 }

// The von Mises quantile undoes the distribution function to its rounding, also near the ends and for narrow peaks.
func TestVonMisesQuantile(t *testing.T) {
	for _, kappa := range []float64{0, 1e-9, 1e-3, 0.1, 0.7, 1, 2, 3, 5, 10, 30, 60, 200, 713, 1e4, 1e6, 1e9} {
		for k := -300; k <= 300; k++ {
			u := 1 / (1 + math.Exp(-float64(k)/10))
			theta := vonMisesQuantile(kappa, u)
			if d := math.Abs(vonMisesCDF(kappa, theta) - u); !(d < 1e-15) {
				t.Errorf("κ = %g: F(quantile(%g)) differs by %.2g", kappa, u, d)
			}
		}
	}
}
