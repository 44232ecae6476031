package lang

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// foreignSigns are characters that no Gibbs token begins with, and what to write instead.
var foreignSigns = map[rune]string{
	'–': "-", '—': "-", '…': "..", '，': ",", '；': ";", '：': ":",
	'（': "(", '）': ")", '⇒': "->", '↦': "->", '⩽': "<=", '⩾': ">=", '≡': "==", '÷': "/", '∕': "/",
	'∗': "*", '∙': "*", '⊗': "*", '∀': "for", '∼': "~", '∣': "|", '↔': "==",
}

// foreignForms are characters answered with a sentence.
var foreignForms = map[rune]string{
	'∂': `a partial derivative is grad(f, wrt = "x")`,
	'∫': "an integral is integrate(f, a, b)",
	'⟨': "an expectation is mean(f(x) for x ~ p)", '⟩': "an expectation is mean(f(x) for x ~ p)",
	'‖': "a norm is norm(x)", '°': "angles are in radians",
	'ⁿ': "a power with a letter is written x^n", 'ⁱ': "a power with a letter is written x^i",
	'⊕': "the union of sets is A union B",
	'‘': `text stands between double quotes, "…"`, '’': `text stands between double quotes, "…"; a primed name is x′`,
	'\'': `text stands between double quotes, "…"; a primed name is x′`,
	'“':  `text stands between double quotes, "…"`, '”': `text stands between double quotes, "…"`,
	'„': `text stands between double quotes, "…"`,
	'`': `text stands between double quotes, "…"`,
	'$': "an expression inside a text is {expr}",
	'&': "the logical signs are and, or, not",
}

// latex maps commands to what they mean here.
var latex = map[string]string{
	"sum": "sum(f(i) for i in I)", "prod": "prod(f(i) for i in I)", "int": "integrate(f, a, b)",
	"frac": "a/b", "sqrt": "√x", "cdot": "*", "times": "times", "in": "in", "leq": "<=", "le": "<=",
	"geq": ">=", "ge": ">=", "neq": "!=", "ne": "!=", "approx": "~=", "to": "->", "infty": "inf", "partial": `grad(f, wrt = "x")`,
	"nabla": "∇", "log": "log(x)", "exp": "exp(x)", "sin": "sin(x)", "cos": "cos(x)", "tanh": "tanh(x)", "propto": "propto",
	"sim": "~", "langle": "mean(f(x) for x ~ p)", "dagger": "†", "cup": "union", "setminus": "minus", "det": "det(A)",
	"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
	"theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ",
	"sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
	"Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
	"hbar": "ħ", "ell": "ℓ",
}

// LaTeX is the sign that a LaTeX command without its backslash stands for: alpha is α.
func LaTeX(name string) (sign string, ok bool) {
	sign, ok = latex[name]
	return sign, ok && utf8.RuneCountInString(sign) == 1 && sign[0] >= utf8.RuneSelf
}

// unknown makes a bad token of what begins no token.
func (s *scanner) unknown(r rune) {
	if r == '\\' {
		s.backslash()
		return
	}
	from := s.at
	_, n := s.peek()
	byteValue := s.src.Text[from.Offset]
	s.step()
	t := s.emit(badToken, from, string(r))
	switch {
	case r == utf8.RuneError && n == 1:
		t.bad = syntax("G0102", t.span, fmt.Sprintf("the byte 0x%02X is no text", byteValue)).because("a program is text in UTF-8")
	case foreignSigns[r] != "":
		t.bad = syntax("G0102", t.span, fmt.Sprintf("%c is no sign of Gibbs", r)).mend(t.span, foreignSigns[r])
	case foreignForms[r] != "":
		t.bad = syntax("G0102", t.span, fmt.Sprintf("%c is no sign of Gibbs", r)).help(foreignForms[r])
	case !unicode.IsPrint(r):
		t.bad = syntax("G0102", t.span, fmt.Sprintf("an invisible character, U+%04X, stands here", r)).help("delete it")
	default:
		t.bad = syntax("G0102", t.span, fmt.Sprintf("%c is no sign of Gibbs", r))
	}
}

// backslash answers a LaTeX command, or a lone \.
func (s *scanner) backslash() {
	from := s.at
	s.step()
	n := 0
	for rest := s.rest(); n < len(rest) && (rest[n]|0x20 >= 'a' && rest[n]|0x20 <= 'z'); n++ {
	}
	word := s.rest()[:n]
	s.skip(n)
	t := s.emit(badToken, from, word)
	switch form := latex[word]; {
	case n == 0:
		t.bad = syntax("G0102", t.span, `\ is no sign of Gibbs`).
			help("a statement goes on by itself inside ( ) and [ ] and after an operator; sets are subtracted with minus")
	case form == "":
		t.bad = syntax("G0112", t.span, fmt.Sprintf(`\%s is LaTeX`, word))
	case strings.ContainsAny(form, "(/"):
		t.bad = syntax("G0112", t.span, fmt.Sprintf(`\%s is LaTeX`, word)).help("in Gibbs: " + form)
	default:
		t.bad = syntax("G0112", t.span, fmt.Sprintf(`\%s is LaTeX`, word)).mend(t.span, form)
	}
}

// string scans a literal as a whole. Inside braces stands an expression, which may hold
// strings of its own: open is the stack of quotes and braces not yet closed.
func (s *scanner) string() {
	from := s.at
	var open []byte
	var brace Pos
	for {
		r, n := s.peek()
		if n == 0 || r == '\n' {
			s.unclosed(from, brace)
			return
		}
		inText := len(open) > 0 && open[len(open)-1] == '"'
		doubled := inText && (r == '{' || r == '}') && strings.HasPrefix(s.rest()[1:], string(r))
		at := s.at
		s.step()
		switch {
		case inText && r == '\\' || doubled:
			if _, n := s.peek(); n > 0 && s.rest()[0] != '\n' {
				s.step()
			}
		case inText && r == '"':
			open = open[:len(open)-1]
		case r == '"':
			open = append(open, '"')
		case r == '{':
			if len(open) == 1 {
				brace = at
			}
			open = append(open, '{')
		case !inText && r == '}':
			open = open[:len(open)-1]
			if len(open) == 1 {
				brace = Pos{}
			}
		}
		if len(open) == 0 {
			s.emit(stringToken, from, s.src.Text[from.Offset:s.at.Offset])
			return
		}
	}
}

// unclosed answers a string whose line ends before it does.
func (s *scanner) unclosed(from, brace Pos) {
	t := s.emit(badToken, from, s.src.Text[from.Offset:s.at.Offset])
	quote := Span{s.src, from, Pos{from.Offset + 1, from.Line, from.Col + 1}}
	t.bad = syntax("G0105", quote, "this text is not closed on its line")
	if brace.Line > 0 {
		t.bad.label(Span{s.src, brace, Pos{brace.Offset + 1, brace.Line, brace.Col + 1}}, "an expression begins here")
		t.bad.help("close the expression with }, or write {{ for a brace")
		return
	}
	t.bad.help(`close it with "`)
}
