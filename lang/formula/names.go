package formula

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// symbol is a name taken apart: W₁′ has the base W, the subscript 1 and a prime.
type symbol struct{ base, sub, sup, primes string }

// String sets a symbol in LaTeX.
func (s symbol) String() string {
	out := s.base
	if s.sup != "" {
		if s.primes != "" {
			out = "{" + out + s.primes + "}"
		}
		out += "^{" + s.sup + "}"
	} else {
		out += s.primes
	}
	if s.sub != "" {
		out += "_{" + s.sub + "}"
	}
	return out
}

// indexed adds indices to those that a name has.
func (s symbol) indexed(index string) symbol {
	if s.sub != "" {
		index = s.sub + ";" + index
	}
	s.sub = index
	return s
}

// subscripts are the letters and digits that stand below the line.
var subscripts = map[rune]string{
	'₀': "0", '₁': "1", '₂': "2", '₃': "3", '₄': "4", '₅': "5", '₆': "6", '₇': "7", '₈': "8", '₉': "9",
	'ₐ': "a", 'ₑ': "e", 'ₕ': "h", 'ᵢ': "i", 'ⱼ': "j", 'ₖ': "k", 'ₗ': "l", 'ₘ': "m", 'ₙ': "n", 'ₒ': "o", 'ₚ': "p",
	'₊': "+", '₋': "-", 'ᵣ': "r", 'ₛ': "s", 'ₜ': "t", 'ᵤ': "u", 'ᵥ': "v", 'ₓ': "x", 'ᵦ': `\beta `, 'ᵧ': `\gamma `, 'ᵨ': `\rho `, 'ᵩ': `\varphi `, 'ᵪ': `\chi `,
}

// letters are the letters that LaTeX has commands for. Greek capitals that look Latin are upright Latin ones.
var letters = map[rune]string{
	'α': `\alpha`, 'β': `\beta`, 'γ': `\gamma`, 'δ': `\delta`, 'ε': `\varepsilon`, 'ζ': `\zeta`, 'η': `\eta`, 'θ': `\theta`, 'ϑ': `\vartheta`,
	'ι': `\iota`, 'κ': `\kappa`, 'λ': `\lambda`, 'μ': `\mu`, 'ν': `\nu`, 'ξ': `\xi`, 'ο': "o", 'π': `\pi`, 'ϖ': `\varpi`, 'ρ': `\rho`, 'ϱ': `\varrho`,
	'σ': `\sigma`, 'ς': `\varsigma`, 'τ': `\tau`, 'υ': `\upsilon`, 'φ': `\varphi`, 'ϕ': `\phi`, 'χ': `\chi`, 'ψ': `\psi`, 'ω': `\omega`,
	'Γ': `\Gamma`, 'Δ': `\Delta`, 'Θ': `\Theta`, 'Λ': `\Lambda`, 'Ξ': `\Xi`, 'Π': `\Pi`, 'Σ': `\Sigma`, 'Υ': `\Upsilon`, 'Φ': `\Phi`, 'Ψ': `\Psi`, 'Ω': `\Omega`,
	'Α': `\mathrm{A}`, 'Β': `\mathrm{B}`, 'Ε': `\mathrm{E}`, 'Ζ': `\mathrm{Z}`, 'Η': `\mathrm{H}`, 'Ι': `\mathrm{I}`, 'Κ': `\mathrm{K}`, 'Μ': `\mathrm{M}`,
	'Ν': `\mathrm{N}`, 'Ο': `\mathrm{O}`, 'Ρ': `\mathrm{P}`, 'Τ': `\mathrm{T}`, 'Χ': `\mathrm{X}`,
	'′': `{}'`, '≤': `\leq`, '≥': `\geq`, '≠': `\neq`, '≈': `\approx`, '→': `\mapsto`, '×': `\times`, '·': `\cdot`, '∞': `\infty`, '−': `-`, '–': `-`, '°': `^{\circ}`, 'Å': `\mathrm{A}`,
	'⟨': `\langle`, '⟩': `\rangle`, '∈': `\in`, '√': `\surd`, '∝': `\propto`, '±': `\pm`, '∇': `\nabla`, '†': `\dagger`, '…': `\dots`,
	'ħ': `\hbar`, 'ℏ': `\hbar`, 'ℓ': `\ell`, '∂': `\partial`,
	'ℝ': `\mathbb{R}`, 'ℂ': `\mathbb{C}`, 'ℤ': `\mathbb{Z}`, 'ℕ': `\mathbb{N}`, 'ℚ': `\mathbb{Q}`, 'ℋ': `\mathcal{H}`, 'ℒ': `\mathcal{L}`,
}

// spelled are the names of Greek letters, which a program may write in full.
var spelled = strings.Fields("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega")

// read takes a name apart.
func read(id string) symbol {
	var s symbol
	runes := []rune(id)
	for n := len(runes); n > 1 && (runes[n-1] == '′' || runes[n-1] == '\''); n = len(runes) {
		runes, s.primes = runes[:n-1], s.primes+"'"
	}
	if k := slices.Index(runes, '_'); k > 0 && k < len(runes)-1 {
		s.sub = lower(string(runes[k+1:]))
		runes = runes[:k]
	}
	k := len(runes)
	for k > 1 && (subscripts[runes[k-1]] != "" || unicode.IsDigit(runes[k-1])) {
		k--
	}
	digits := ""
	for _, r := range runes[k:] {
		if sub := subscripts[r]; sub != "" {
			digits += sub
		} else {
			digits += string(r)
		}
	}
	if digits != "" && s.sub != "" {
		digits += ","
	}
	s.sub = digits + s.sub
	s.base = base(runes[:k])
	return s
}

// lower is what stands behind an underscore.
func lower(text string) string {
	text = strings.Trim(text, "_")
	words := strings.Split(text, "_")
	for i, word := range words {
		words[i] = read(word).String()
	}
	return strings.Join(words, `,\,`)
}

// base sets the letters of a name: single ones in italics, words upright.
func base(runes []rune) string {
	word := string(runes)
	if slices.Contains(spelled, word) {
		if word == "epsilon" || word == "phi" {
			return `\var` + word
		}
		return `\` + word
	}
	var out strings.Builder
	for k := 0; k < len(runes); {
		n := k
		for n < len(runes) && (runes[n] < unicode.MaxASCII || subscripts[runes[n]] != "") {
			n++
		}
		switch {
		case n == k:
			out.WriteString(letter(runes[k]))
			n++
			if n < len(runes) {
				out.WriteByte(' ')
			}
		case n == k+1 && n == len(runes):
			out.WriteString(upright(runes[k:n], len(runes) > 1))
		default:
			out.WriteString(upright(runes[k:n], true))
		}
		k = n
	}
	return strings.TrimSpace(out.String())
}

// upright sets ASCII letters, a single one in italics.
func upright(runes []rune, word bool) string {
	var b strings.Builder
	for _, r := range runes {
		switch {
		case subscripts[r] != "":
			b.WriteString(subscripts[r])
		case r == '_':
			b.WriteString(`\_`)
		default:
			b.WriteRune(r)
		}
	}
	if word {
		return `\mathrm{` + b.String() + `}`
	}
	return b.String()
}

// letter sets one letter beyond ASCII; one that LaTeX has no sign for by its number.
func letter(r rune) string {
	if s := letters[r]; s != "" {
		return s
	}
	return fmt.Sprintf(`\mathrm{U%04X}`, r)
}

// escape writes text for LaTeX.
var escape = strings.NewReplacer(`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "$", `\$`, "&", `\&`, "#", `\#`, "^", `\textasciicircum{}`,
	"_", `\_`, "~", `\textasciitilde{}`, "%", `\%`)

// Escape writes a text so that LaTeX shows it; letters beyond ASCII become mathematics.
func Escape(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r < unicode.MaxASCII:
			b.WriteString(escape.Replace(string(r)))
		case subscripts[r] != "":
			b.WriteString("$_{" + subscripts[r] + "}$")
		default:
			b.WriteString("$" + letter(r) + "$")
		}
	}
	return b.String()
}
