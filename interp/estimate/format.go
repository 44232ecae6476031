package estimate

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// digits is the number of significant digits of a number without an error.
const digits = 7

// String shows the value with its error in units of the last digit: -2.1096(3), 1.25(12)e-7. The
// error has one digit, two if it begins with 1. A number without an error has 7 digits.
func (e *Estimate) String() string {
	return e.show(withError)
}

// show shows a real value, or both parts of a complex one.
func (e *Estimate) show(one func(mean, err float64) string) string {
	z := e.Complex()
	re, im := e.ErrParts()
	if !e.complex {
		return one(real(z), re)
	}
	second, sign := imag(z), "+"
	if second < 0 {
		second, sign = -second, "-"
	}
	return one(real(z), re) + " " + sign + " " + one(second, im) + "*im"
}

// Number shows a number with up to 7 significant digits.
func Number(v float64) string {
	switch {
	case math.IsNaN(v):
		return "nan"
	case math.IsInf(v, 1):
		return "inf"
	case math.IsInf(v, -1):
		return "-inf"
	}
	return shortExponent(strconv.FormatFloat(v, 'g', digits, 64))
}

// shortExponent writes 1e-7 for 1e-07 and 1e7 for 1e+07.
func shortExponent(s string) string {
	mantissa, exponent, ok := strings.Cut(s, "e")
	if !ok {
		return s
	}
	n, err := strconv.Atoi(exponent)
	if err != nil {
		return s
	}
	return fmt.Sprintf("%se%d", mantissa, n)
}

// withError shows a value and its standard error.
func withError(mean, err float64) string {
	switch size := math.Max(math.Abs(mean), err); {
	case math.IsNaN(mean) || math.IsInf(mean, 0) || err == 0 || err < 1e-15*math.Abs(mean):
		return Number(mean)
	case math.IsNaN(err) || math.IsInf(err, 0):
		return Number(mean) + "(" + Number(err) + ")"
	default:
		place, exponent := lastPlace(err), 0
		if size < 1e-4 || size >= 1e6 {
			exponent = place + len(fixed(size, place, 0)) - 1 // of the rounded number
		}
		s := parenthesised(mean, err, place, exponent)
		if exponent != 0 {
			s += fmt.Sprintf("e%d", exponent)
		}
		return s
	}
}

// decade is the exponent of the leading digit.
func decade(x float64) int {
	s := strconv.FormatFloat(x, 'e', -1, 64)
	n, _ := strconv.Atoi(s[strings.IndexByte(s, 'e')+1:])
	return n
}

// lastPlace is the power of ten of the last digit that an error leaves: errors show as 10 … 19 or
// as 2 … 9.
func lastPlace(err float64) int {
	s := strconv.FormatFloat(err, 'e', -1, 64)
	m, _ := strconv.ParseFloat(s[:strings.IndexByte(s, 'e')], 64)
	if m < 1.95 {
		return decade(err) - 1
	}
	return decade(err) // 9.5 and above rounds to 10
}

// parenthesised writes mean(err) in units of 10^exponent, rounded at 10^place.
func parenthesised(mean, err float64, place, exponent int) string {
	decimals := exponent - place
	if decimals >= 0 {
		return fixed(mean, exponent, decimals) + "(" + fixed(err, place, 0) + ")"
	}
	zeros := strings.Repeat("0", -decimals)
	head := fixed(mean, place, 0)
	if head != "0" && head != "-0" {
		head += zeros
	}
	return head + "(" + fixed(err, place, 0) + zeros + ")"
}

// fixed writes x/10^exponent with decimals digits after the point, rounding the decimal
// expansion once.
func fixed(x float64, exponent, decimals int) string {
	s := strconv.FormatFloat(x, 'e', -1, 64)
	at := strings.IndexByte(s, 'e')
	n, _ := strconv.Atoi(s[at+1:])
	v, _ := strconv.ParseFloat(fmt.Sprintf("%se%d", s[:at], n-exponent), 64)
	out := strconv.FormatFloat(v, 'f', decimals, 64)
	if strings.Trim(out, "-0.") == "" {
		return strings.TrimPrefix(out, "-")
	}
	return out
}

// Spec is a format such as .4f, 10.3e, .5g or d.
type Spec struct {
	Width     int
	Precision int // -1 if not given
	Verb      byte
}

// ParseSpec reads a format: an optional width, an optional precision after a point, and one of
// the letters f e g d.
func ParseSpec(s string) (Spec, error) {
	spec := Spec{Precision: -1, Verb: 'g'}
	bad := fmt.Errorf("%q is no number format: write a width, a point and a number of digits, and one of f e g d, as in .4f", s)
	rest := s
	if rest == "" {
		return spec, bad
	}
	if last := rest[len(rest)-1]; strings.IndexByte("fegd", last) >= 0 {
		spec.Verb, rest = last, rest[:len(rest)-1]
	}
	width, precision, point := strings.Cut(rest, ".")
	for _, f := range []struct {
		text string
		need bool
		to   *int
	}{{width, false, &spec.Width}, {precision, point, &spec.Precision}} {
		if f.text == "" && !f.need {
			continue
		}
		n, err := strconv.ParseUint(f.text, 10, 8)
		if err != nil || n > 99 {
			return spec, bad
		}
		*f.to = int(n)
	}
	if spec.Verb == 'd' && point {
		return spec, bad
	}
	return spec, nil
}

// Number shows a number in a format.
func (s Spec) Number(v float64) string {
	verb, precision := s.Verb, s.Precision
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return s.pad(Number(v))
	case verb == 'd':
		verb, precision = 'f', 0
	case precision < 0 && verb != 'g':
		precision = 6
	case precision < 0:
		precision = digits
	}
	return s.pad(shortExponent(strconv.FormatFloat(v, verb, precision, 64)))
}

// Format shows the value in a format; the error is in units of its last digit.
func (e *Estimate) Format(s Spec) string {
	inner := Spec{Precision: s.Precision, Verb: s.Verb}
	return s.pad(e.show(func(mean, err float64) string {
		text := inner.Number(mean)
		if err == 0 || math.IsNaN(mean) || math.IsInf(mean, 0) {
			return text
		}
		mantissa, exponent, scientific := strings.Cut(text, "e")
		place := 0
		if scientific {
			place, _ = strconv.Atoi(exponent)
			exponent = "e" + exponent
		}
		if _, fraction, ok := strings.Cut(mantissa, "."); ok {
			place -= len(fraction)
		}
		if math.IsNaN(err) || math.IsInf(err, 0) {
			return mantissa + "(" + Number(err) + ")" + exponent
		}
		return mantissa + "(" + fixed(err, place, 0) + ")" + exponent
	}))
}

func (s Spec) pad(text string) string {
	if n := s.Width - len(text); n > 0 {
		return strings.Repeat(" ", n) + text
	}
	return text
}
