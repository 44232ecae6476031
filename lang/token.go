package lang

// kind of a token.
type kind int8

const (
	eofToken     kind = iota
	eolToken          // the end of a line that ends a statement
	newlineToken      // any other end of a line; the layout removes it
	commentToken
	nameToken
	keywordToken
	numberToken
	stringToken
	superToken // a run of superscripts: ² ⁻¹
	signToken  // operators, brackets and punctuation
	badToken   // what no token begins with; it carries its diagnostic
)

// token is a word of the text. Text is its canonical spelling: the ASCII twin of a
// sign, the normal form of a name; the spelling as written is the slice of its span.
type token struct {
	kind  kind
	text  string
	span  Span
	space bool // blanks or a new line stand before it
	first bool // it is the first of its line
	mate  int  // of a bracket: the index of its partner, or unpaired, or mismatched-i
	bad   *Diagnostic
}

// Values of token.mate below zero.
const (
	unpaired   = -1
	mismatched = -2 // minus the index of the bracket of another shape that closes it
)

var keywords = setOf(
	"import", "from", "as", "input", "net", "model", "flow", "param", "assert",
	"print", "show", "plot", "save", "load", "export", "for", "in", "if", "then", "else",
	"and", "or", "not", "union", "minus", "times", "mod", "propto",
	"minimize", "maximize", "gradient", "over", "using", "with", "true", "false")

var (
	commandWords = setOf("print", "show", "plot", "save", "load", "export")
	actionWords  = setOf("minimize", "maximize", "gradient")
)

// Keywords of the language, in no order of importance.
func Keywords() []string { return sortedKeys(keywords) }

// twin is a sign of more than ASCII and its canonical spelling.
type twin struct {
	kind kind
	text string
}

// twins maps signs to canonical tokens. √ ∇ † have twins that are functions (sqrt,
// grad, adjoint) and stay signs of their own.
var twins = map[rune]twin{
	'∈': {keywordToken, "in"}, '∉': {signToken, "not in"},
	'≤': {signToken, "<="}, '≥': {signToken, ">="}, '≠': {signToken, "!="}, '≈': {signToken, "~="},
	'→': {signToken, "->"},
	'∧': {keywordToken, "and"}, '∨': {keywordToken, "or"}, '¬': {keywordToken, "not"},
	'×': {keywordToken, "times"}, '∪': {keywordToken, "union"}, '∖': {keywordToken, "minus"},
	'·': {signToken, "*"}, '⋅': {signToken, "*"}, '−': {signToken, "-"},
	'√': {signToken, "√"}, '∇': {signToken, "∇"}, '†': {signToken, "†"},
	'∝': {keywordToken, "propto"},
	'∑': {nameToken, "sum"}, '∏': {nameToken, "prod"}, '∞': {nameToken, "inf"},
}

// asciiSigns are matched longest first. Those of other languages are tokens too, so that
// they can be answered as a whole.
var asciiSigns = [][]string{
	{"..<", "...", "===", "!==", "**="},
	{"==", "!=", "~=", "<=", ">=", "->", "|>", "..", "**", "&&", "||", ":=", "+=", "-=", "*=", "/=", "=>", "<>", "//", "/*"},
	{"(", ")", "[", "]", "{", "}", ",", ";", ":", ".", "|", "=", "~", "<", ">", "+", "-", "*", "/", "@", "^", "!", "%", "&", "?"},
}

// is tells whether the token is the sign or keyword of this canonical spelling.
func (t *token) is(text string) bool {
	return (t.kind == signToken || t.kind == keywordToken) && t.text == text
}

// opens tells whether the token is an opening bracket.
func (t *token) opens() bool { return t.is("(") || t.is("[") || t.is("{") }

// closes tells whether the token is a closing bracket.
func (t *token) closes() bool { return t.is(")") || t.is("]") || t.is("}") }

// endsOperand tells whether the token can be the last of an operand, so that a sign
// behind it is infix or postfix.
func (t *token) endsOperand() bool {
	switch t.kind {
	case nameToken, numberToken, stringToken, superToken:
		return true
	case keywordToken:
		return t.text == "true" || t.text == "false"
	case signToken:
		return t.closes() || t.text == "†"
	}
	return false
}

// endsBlock tells whether the token closes the block that statements stand in.
func (t *token) endsBlock() bool { return t.is("}") && t.mate >= 0 }

// endsStatement tells whether the token stands behind a whole statement.
func (t *token) endsStatement() bool {
	return t.kind == eolToken || t.kind == eofToken || t.is(";") || t.endsBlock()
}

// written is the spelling of the token in the source.
func (t *token) written() string { return t.span.slice() }
