package estimate

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestString(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		mean, err float64
		want      string
	}{
		{-2.10957, 0.00031, "-2.1096(3)"},
		{1.2512e-7, 0.121e-7, "1.25(12)e-7"},
		{17.2, 2.1, "17(2)"},
		{0.00003, 0.0004, "0.0000(4)"},
		{-0.00003, 0.0004, "0.0000(4)"},
		{nan, 1, "nan"},
		{nan, nan, "nan"},
		{1.5, nan, "1.5(nan)"},
		{1.5, inf, "1.5(inf)"},
		{-inf, 1, "-inf"},
		{-2.115326187918, 0, "-2.115326"},
		{100, 0, "100"},
		{1e-7, 0, "1e-7"},
		{3e12, 0, "3e12"},
		{2.5, 0.0194, "2.500(19)"},
		{2.5, 0.0196, "2.50(2)"},
		{2.5, 0.096, "2.50(10)"},
		{2.5, 0.0949, "2.50(9)"},
		{2.5, 0.1, "2.50(10)"},
		{1234.5, 23, "1230(20)"},
		{1234.6, 12.3, "1235(12)"},
		{4, 123, "0(120)"},
		{1234567, 890, "1.2346(9)e6"},
		{5, 3e7, "0(3)e7"},
		{1e-9, 2e-5, "0(2)e-5"},
		{0.99999, 0.003, "1.000(3)"},
		{9.9996e-5, 3e-8, "1.0000(3)e-4"},
		{1, 1e-17, "1"},
		{123456.7, 0.02, "123456.70(2)"},
		{1e300, 1e290, "1.00000000000(10)e300"},
		{5e-310, 1e-310, "5.0(10)e-310"},
	} {
		if got := Measured(c.mean, c.err, 0).String(); got != c.want {
			t.Errorf("%g ± %g is shown as %s, want %s", c.mean, c.err, got, c.want)
		}
	}
}

// TestStringTellsTheValue reads the text back: it is within half a unit of the last digit, and the
// error shown is within 5 % (two digits) or 25 % (one digit).
func TestStringTellsTheValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		err := math.Pow(10, rapid.Float64Range(-12, 12).Draw(t, "log10 error"))
		mean := err * math.Pow(10, rapid.Float64Range(-3, 12).Draw(t, "log10 ratio"))
		if rapid.Bool().Draw(t, "negative") {
			mean = -mean
		}
		text := Measured(mean, err, 0).String()
		head, rest, _ := strings.Cut(text, "(")
		inside, exponent, _ := strings.Cut(rest, ")")
		m, e1 := strconv.ParseFloat(head+exponent, 64)
		shown, e2 := strconv.ParseFloat(inside+exponent, 64)
		if _, fraction, ok := strings.Cut(head, "."); ok {
			shown *= math.Pow10(-len(fraction))
		}
		if e1 != nil || e2 != nil || math.Abs(m-mean) > 0.3*err || math.Abs(shown/err-1) > 0.26 {
			t.Fatalf("%g ± %g is shown as %s", mean, err, text)
		}
		if digits := strings.TrimRight(inside, "0"); len(digits) > 2 {
			t.Fatalf("%g ± %g is shown as %s, with too many digits", mean, err, text)
		}
	})
}

func TestFormat(t *testing.T) {
	for _, c := range []struct{ spec, number, estimate string }{
		{".4f", "-2.1096", "-2.1096(3)"},
		{".2f", "-2.11", "-2.11(0)"},
		{"10.3f", "    -2.110", " -2.110(0)"},
		{".3e", "-2.110e0", "-2.110(0)e0"},
		{".5e", "-2.10957e0", "-2.10957(31)e0"},
		{".5g", "-2.1096", "-2.1096(3)"},
		{"d", "-2", "-2(0)"},
		{"f", "-2.109570", "-2.109570(310)"},
		{"12", "    -2.10957", "-2.10957(31)"},
	} {
		spec, err := ParseSpec(c.spec)
		if err != nil {
			t.Errorf("%s: %v", c.spec, err)
			continue
		}
		if got := spec.Number(-2.10957); got != c.number {
			t.Errorf("%s: %q, want %q", c.spec, got, c.number)
		}
		if got := Measured(-2.10957, 0.00031, 0).Format(spec); got != c.estimate {
			t.Errorf("%s: %q, want %q", c.spec, got, c.estimate)
		}
	}
	if spec, _ := ParseSpec(".2e"); spec.Number(1234) != "1.23e3" || Measured(1234, 20, 0).Format(spec) != "1.23(2)e3" {
		t.Error("exponents")
	}
	for _, bad := range []string{"", ".", "x", ".4x", "f4", "-4f", ".f", "1000f", ".3d", "4.5.6f"} {
		if _, err := ParseSpec(bad); err == nil {
			t.Errorf("%q is taken for a format", bad)
		}
	}
}
