package export

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// letters are the ASCII names of letters and signs that names of a program may contain.
var letters = map[rune]string{
	'α': "alpha", 'β': "beta", 'γ': "gamma", 'δ': "delta", 'ε': "epsilon", 'ζ': "zeta", 'η': "eta", 'θ': "theta",
	'ι': "iota", 'κ': "kappa", 'λ': "lam", 'μ': "mu", 'ν': "nu", 'ξ': "xi", 'ο': "omicron", 'π': "pi", 'ρ': "rho",
	'σ': "sigma", 'ς': "sigma", 'τ': "tau", 'υ': "upsilon", 'φ': "phi", 'χ': "chi", 'ψ': "psi", 'ω': "omega",
	'Γ': "Gamma", 'Δ': "Delta", 'Θ': "Theta", 'Λ': "Lambda", 'Ξ': "Xi", 'Π': "Pi", 'Σ': "Sigma", 'Φ': "Phi", 'Ψ': "Psi", 'Ω': "Omega",
	'ħ': "hbar", 'ℓ': "ell", '′': "_prime", '″': "_second", '\'': "_prime", '†': "_dagger", '∇': "grad_", '⁻': "_inverse_",
	'∂': "d", '√': "sqrt_",
}

// digits are subscripts and superscripts in the order of their values.
var digits = []string{"₀₁₂₃₄₅₆₇₈₉", "⁰¹²³⁴⁵⁶⁷⁸⁹"}

// keywords are the words of Python and of the source itself that are no names.
var keywords = strings.Fields("False None True and as assert async await break class continue def del elif else except " +
	"finally for from global if import in is lambda nonlocal not or pass raise return try while with yield dtype float int " +
	"tuple len range np sp jax params key shape numpy scipy dict min max")

var identifier = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)

// Identifier is a name of a program as a name of Python: psi for ψ, x1 for x₁.
func Identifier(name string) string {
	var b strings.Builder
	for _, r := range name {
		word, known := letters[r]
		switch {
		case known:
			b.WriteString(word)
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		default:
			b.WriteString(digit(r))
		}
	}
	out := strings.Trim(b.String(), "_")
	if out == "" || !unicode.IsLetter(rune(out[0])) {
		out = "x" + out
	}
	if slices.Contains(keywords, out) {
		out += "_"
	}
	return out
}

// digit is the digit that a subscript stands for, or an underscore.
func digit(r rune) string {
	for _, list := range digits {
		for k, d := range []rune(list) {
			if d == r {
				return string(rune('0' + k))
			}
		}
	}
	return "_"
}

// names gives each thing of a function a name of its own.
type names map[string]bool

// unique is a name that is not taken yet, and takes it.
func (taken names) unique(name string) string {
	out := name
	for k := 2; taken[out]; k++ {
		out = fmt.Sprintf("%s_%d", name, k)
	}
	taken[out] = true
	return out
}
