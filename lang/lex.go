package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// scanner cuts a stretch of a source into tokens, ends of lines and comments included.
type scanner struct {
	src   *Source
	end   int // where the stretch ends
	at    Pos
	toks  []token
	first bool // nothing but blanks so far on this line
	space bool
}

// scan cuts the whole source.
func scan(src *Source) []token {
	s := &scanner{src: src, end: len(src.Text), at: Pos{0, 1, 1}, first: true}
	s.toks = make([]token, 0, len(src.Text)/3+1)
	if strings.HasPrefix(src.Text, "\uFEFF") {
		s.at.Offset = len("\uFEFF")
	}
	s.run()
	return s.toks
}

// scanWithin cuts the stretch of a source from one place to another.
func scanWithin(src *Source, from Pos, end int) []token {
	s := &scanner{src: src, end: end, at: from}
	s.run()
	return s.toks
}

func (s *scanner) rest() string { return s.src.Text[s.at.Offset:s.end] }

// peek is the next rune and its length in bytes; the length is 0 at the end.
func (s *scanner) peek() (rune, int) {
	if s.at.Offset < s.end && s.src.Text[s.at.Offset] < utf8.RuneSelf {
		return rune(s.src.Text[s.at.Offset]), 1
	}
	return utf8.DecodeRuneInString(s.rest())
}

// step passes one rune.
func (s *scanner) step() {
	r, n := s.peek()
	s.at.Offset += n
	s.at.Col++
	if r == '\n' {
		s.at.Line, s.at.Col = s.at.Line+1, 1
	}
}

// skip passes a number of bytes of ASCII.
func (s *scanner) skip(n int) { s.at.Offset += n; s.at.Col += n }

func (s *scanner) emit(k kind, from Pos, text string) *token {
	s.toks = append(s.toks, token{
		kind: k, text: text, span: Span{s.src, from, s.at},
		space: s.space || s.first, first: s.first, mate: unpaired,
	})
	s.first, s.space = k == newlineToken, false
	return &s.toks[len(s.toks)-1]
}

func (s *scanner) run() {
	for {
		r, n := s.peek()
		if n == 0 {
			s.emit(eofToken, s.at, "")
			return
		}
		from := s.at
		switch {
		case r == '\n':
			s.step()
			s.emit(newlineToken, from, "\n")
		case isBlank(r):
			s.step()
			s.space = true
		case r == '#':
			s.comment()
		case r == '"':
			s.string()
		case '0' <= r && r <= '9':
			s.number()
		case isNameStart(r):
			s.name()
		case superDigit(r) != 0:
			s.superscript()
		default:
			s.sign(r)
		}
	}
}

func isBlank(r rune) bool {
	return r == ' ' || r == '\t' || r == '\r' || r == '\f' || r == '\v' || r == '\u00A0' || r == '\u3000'
}

func (s *scanner) comment() {
	from := s.at
	bad := false
	for {
		r, n := s.peek()
		if n == 0 || r == '\n' {
			break
		}
		bad = bad || r == utf8.RuneError && n == 1 || r == 0
		s.step()
	}
	t := s.emit(commentToken, from, "")
	t.text = strings.TrimRight(t.written(), " \t\r")
	if bad {
		t.bad = syntax("G0102", t.span, "the comment holds bytes that are no text").
			because("a program is text in UTF-8")
	}
}

// increment is a sign of its own for Unicode, and Δ for a reader.
const increment = '∆'

// isNameStart tells whether a name can begin with r. The signs ⁿ and ⁱ are letters for
// Unicode, and powers for a reader.
func isNameStart(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '_'
	}
	return unicode.IsLetter(r) && r != 'ⁿ' && r != 'ⁱ' || r == increment
}

// isNamePart tells whether a name can go on with r: also digits, marks, primes, and
// subscript digits and signs.
func isNamePart(r rune) bool {
	if r < utf8.RuneSelf {
		return isNameStart(r) || '0' <= r && r <= '9'
	}
	return isNameStart(r) || unicode.IsDigit(r) || unicode.In(r, unicode.Mn, unicode.Mc) ||
		'₀' <= r && r <= '₋' || '′' <= r && r <= '‴'
}

func (s *scanner) name() {
	from := s.at
	for {
		r, n := s.peek()
		if n == 0 || !isNamePart(r) {
			break
		}
		s.step()
	}
	text := Normalize(s.src.Text[from.Offset:s.at.Offset])
	k := nameToken
	switch {
	case text == "π":
		text = "pi"
	case keywords[text] && !s.afterDot():
		k = keywordToken
	}
	s.emit(k, from, text)
}

// afterDot tells whether the token before is the dot of a field, behind which keywords
// are names.
func (s *scanner) afterDot() bool {
	for i := len(s.toks) - 1; i >= 0; i-- {
		if k := s.toks[i].kind; k != newlineToken && k != commentToken {
			return s.toks[i].is(".")
		}
	}
	return false
}

// Normalize gives the normal form of a name: NFC, with µ = μ, ɛ = ϵ = ε and ∆ = Δ.
func Normalize(name string) string {
	ascii := true
	for i := 0; i < len(name); i++ {
		ascii = ascii && name[i] < utf8.RuneSelf
	}
	if ascii {
		return name
	}
	return lookAlikes.Replace(norm.NFC.String(name))
}

var lookAlikes = strings.NewReplacer("µ", "μ", "ɛ", "ε", "ϵ", "ε", string(increment), "Δ")

// number scans 3, 2.5e-3, 1_000 and 0.5im. A point belongs to the number only before a
// digit, so that 1..N is a range.
func (s *scanner) number() {
	from := s.at
	s.digits()
	rest := s.rest()
	if len(rest) > 1 && rest[0] == '.' && isDigit(rest[1]) {
		s.skip(1)
		s.digits()
		rest = s.rest()
	}
	if n := exponent(rest); n > 0 {
		s.skip(n)
		s.digits()
	}
	if strings.HasPrefix(s.rest(), "im") {
		if r, _ := utf8.DecodeRuneInString(s.rest()[2:]); !isNamePart(r) {
			s.skip(2)
		}
	}
	s.emit(numberToken, from, s.src.Text[from.Offset:s.at.Offset])
}

// digits passes digits with single underscores between them.
func (s *scanner) digits() {
	text, i := s.rest(), 0
	for i < len(text) && (isDigit(text[i]) || text[i] == '_' && i > 0 && i+1 < len(text) && isDigit(text[i+1]) && isDigit(text[i-1])) {
		i++
	}
	s.skip(i)
}

// exponent is the length of e or E and a sign before a digit.
func exponent(text string) int {
	n := 1
	if len(text) < 2 || text[0] != 'e' && text[0] != 'E' {
		return 0
	}
	if text[1] == '+' || text[1] == '-' {
		n = 2
	}
	if len(text) > n && isDigit(text[n]) {
		return n
	}
	return 0
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

const superscripts = "⁰0¹1²2³3⁴4⁵5⁶6⁷7⁸8⁹9⁻-⁺+"

// superDigit is the plain spelling of a superscript digit or sign, or 0.
func superDigit(r rune) byte {
	if r < '²' {
		return 0
	}
	if i := strings.IndexRune(superscripts, r); i >= 0 {
		return superscripts[i+utf8.RuneLen(r)]
	}
	return 0
}

// superscript scans a sign and digits; the text of the token is plain: "-1" for ⁻¹.
func (s *scanner) superscript() {
	from := s.at
	var plain []byte
	for {
		r, n := s.peek()
		c := superDigit(r)
		if n == 0 || c == 0 || len(plain) > 0 && !isDigit(c) {
			break
		}
		plain = append(plain, c)
		s.step()
	}
	text := strings.TrimPrefix(string(plain), "+")
	t := s.emit(superToken, from, text)
	if text == "" || text == "-" {
		t.kind = badToken
		t.bad = syntax("G0102", t.span, "a raised sign needs raised digits behind it").
			help("write the power with ^, as in x^-n")
	}
}

func (s *scanner) sign(r rune) {
	from := s.at
	if tw, ok := twins[r]; ok {
		s.step()
		s.emit(tw.kind, from, tw.text)
		return
	}
	if r < utf8.RuneSelf {
		rest := s.rest()
		for _, signs := range asciiSigns {
			for _, sign := range signs {
				if strings.HasPrefix(rest, sign) {
					s.skip(len(sign))
					s.emit(signToken, from, sign)
					return
				}
			}
		}
	}
	s.unknown(r)
}
