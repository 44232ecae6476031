package lang

import (
	"fmt"
	"strings"
	"sync"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// maxDepth limits how deep brackets, blocks, signs, powers and lambdas nest.
const maxDepth = 200

// Parse reads a source. Each statement is read alone: a bad one is absent from the
// program and costs one diagnostic, the others stand. Diagnostics come in the order of
// the text. The program is never nil. A source is read once: its tree is shared, and nobody changes it.
func Parse(src *Source) (*Program, []*Diagnostic) {
	src.once.Do(func() { src.program, src.diags = parse(src, false) })
	return src.program, src.diags
}

// ParseLine reads what was typed at the prompt, where a bare expression is a statement
// and the beginning of a line never carries on the line above.
func ParseLine(src *Source) (*Program, []*Diagnostic) { return parse(src, true) }

func parse(src *Source, prompt bool) (*Program, []*Diagnostic) {
	program := &Program{Source: src}
	if len(src.Text) > MaxSource {
		d := syntax("G0122", Span{Source: src, Start: Pos{0, 1, 1}, End: Pos{0, 1, 1}},
			fmt.Sprintf("%s has %d bytes, and a source may have %d", src.Name, len(src.Text), MaxSource))
		return program, []*Diagnostic{d.help("keep data in files of their own: read(\"data.csv\")")}
	}
	r := readers.Get().(*reader)
	defer readers.Put(r)
	raw := scan(src)
	r.begin(src, prompt, nil)
	r.comments(program, raw)
	r.toks = layout(raw, prompt)
	program.Stmts = r.program()
	if prompt {
		for i := range program.Stmts {
			r.lastValue(program.Stmts[i : i+1])
		}
	} else {
		r.checkBare(program.Stmts)
	}
	r.checkWords(program)
	program.Lost = r.lost
	diags := byPlace(r.diags)
	r.begin(nil, false, nil)
	return program, diags
}

// reader reads the tokens of one source. The heads of statements are read by a participle
// grammar whose leaves (expressions, arguments, names) call back into the reader; pos is
// the place of the reader in toks, lex the place of participle in the same tokens.
type reader struct {
	grammar *participle.Parser[statement]
	src     *Source
	prompt  bool
	toks    []token
	pos     int
	lex     *lexer.PeekingLexer
	base    int // where the tokens of lex begin in toks
	depth   int
	noIn    bool          // `in` ends an expression: the start value of a param
	typed   []*Arg        // arguments with a type, until they prove to be a signature
	words   []foreign     // names that belong to other languages
	stmt    int           // the number of the statement at hand
	count   int           // of statements so far
	conds   map[*If]*Cond // conditional statements that can be values
	docs    map[int]string
	fail    *Diagnostic // why the statement at hand cannot be read
	diags   []*Diagnostic
	lost    []*Lost
}

var readers = sync.Pool{New: func() any {
	r := new(reader)
	r.grammar = newGrammar(r)
	return r
}}

func (r *reader) begin(src *Source, prompt bool, toks []token) {
	*r = reader{grammar: r.grammar, src: src, prompt: prompt, toks: toks}
}

// lexer gives participle the tokens from one place to another.
func (r *reader) lexer(from, to int) *lexer.PeekingLexer {
	r.base = from
	lex, err := lexer.Upgrade(&feed{r.toks[from:to], from, 0})
	if err != nil {
		panic("lang: a feed of tokens failed: " + err.Error())
	}
	return lex
}

// at moves the reader to where participle is.
func (r *reader) at(lex *lexer.PeekingLexer) {
	r.lex, r.pos = lex, r.base+int(lex.RawCursor())
}

// sync moves participle to where the reader is.
func (r *reader) sync() {
	if at := r.pos - r.base; at > int(r.lex.RawCursor()) {
		r.lex.FastForward(lexer.RawCursor(at - 1))
	}
}

// bailout carries a failure from the depth of an expression to its statement; the
// failure itself is in reader.fail.
type bailout struct{}

// bail gives the statement up. The first reason counts.
func (r *reader) bail(d *Diagnostic) {
	if r.fail == nil {
		r.fail = d
	}
	panic(bailout{})
}

// program reads the statements of the source. Participle gets each alone.
func (r *reader) program() []Stmt {
	var list []Stmt
	for r.tok().kind != eofToken {
		if t := r.tok(); t.kind == eolToken || t.is(";") {
			r.pos++
			continue
		}
		end := r.endOf(r.pos)
		if s := r.statement(r.lexer(r.pos, end)); s != nil {
			list = append(list, s)
		}
		r.pos = end
	}
	return list
}

// endOf finds the end of the statement that begins at the token i, over paired brackets.
func (r *reader) endOf(i int) int {
	for ; ; i++ {
		t := &r.toks[i]
		if t.opens() && t.mate > i {
			i = t.mate
		} else if t.endsStatement() {
			return i
		}
	}
}

// statements reads the statements of a block.
func (r *reader) statements(lex *lexer.PeekingLexer) []Stmt {
	var list []Stmt
	for {
		r.at(lex)
		switch t := r.tok(); {
		case t.kind == eolToken || t.is(";"):
			lex.Next()
		case t.kind == eofToken || t.endsBlock():
			return list
		default:
			if s := r.statement(lex); s != nil {
				list = append(list, s)
			}
		}
	}
}

// statement reads one statement and what ends it. If it cannot be read, its diagnostic
// is noted, the rest of it is passed, and the answer is nil.
func (r *reader) statement(lex *lexer.PeekingLexer) Stmt {
	start, words, outer := r.pos, len(r.words), *r
	r.count++
	r.noIn, r.fail, r.stmt = false, nil, r.count
	s := r.tryStatement(lex)
	r.at(lex)
	if s != nil && !r.tok().endsStatement() {
		s, r.fail = nil, r.trailing(start)
	}
	if s == nil {
		r.diags = append(r.diags, r.fail)
		r.words = r.words[:words]
		r.skip(start, lex)
		r.lost = append(r.lost, &Lost{At{r.since(start)}, r.definedAt(start)})
	}
	r.depth, r.noIn, r.fail, r.stmt, r.typed = outer.depth, outer.noIn, outer.fail, outer.stmt, nil
	return s
}

// definedAt are the names that a statement that cannot be read seems to define: those before its
// sign of equality, outside of brackets.
func (r *reader) definedAt(start int) []string {
	var names []string
	for i := start; i < r.pos; i++ {
		switch t := &r.toks[i]; {
		case t.is("=") || t.is("~") || t.is("propto") || t.is("{"):
			return names
		case t.opens() && t.mate > i:
			i = t.mate
		case t.kind == nameToken:
			names = append(names, t.text)
		}
	}
	return names
}

// brokeDown is the message for a statement on which a part of the reader panicked.
const brokeDown = "this statement cannot be read"

// tryStatement reads the head and body of a statement. It gives nil with r.fail set if
// that is impossible.
func (r *reader) tryStatement(lex *lexer.PeekingLexer) (s Stmt) {
	start := r.pos
	defer func() {
		switch e := recover(); e.(type) {
		case nil:
		case bailout:
			s = nil
		default: // participle panics on some inputs that it cannot read
			s = nil
			if r.fail == nil {
				r.fail = syntax("G0101", r.toks[start].span, brokeDown)
			}
		}
	}()
	if t := r.tok(); t.kind == keywordToken && r.next().is("=") {
		r.bail(keywordAsName(t))
	}
	st, err := r.grammar.ParseFromLexer(lex, participle.AllowTrailing(true))
	if err == nil && r.fail == nil { // a leaf that fails is never tried another way
		r.at(lex)
		return r.build(st, start, r.pos)
	}
	if r.fail == nil {
		r.at(lex)
		r.fail = r.headError(start, err)
	}
	if form := forms[r.toks[start].text]; form != "" && r.fail.Code == "G0101" && len(r.fail.Helps) == 0 {
		r.fail.help("write " + form)
	}
	return nil
}

// skip passes the rest of the statement that begins at a token.
func (r *reader) skip(start int, lex *lexer.PeekingLexer) {
	r.at(lex)
	if end := r.endOf(start); end > r.pos {
		r.pos = end
		r.sync()
	}
}

// comments takes the documentation and the expected output out of the comments.
func (r *reader) comments(p *Program, raw []token) {
	r.docs = map[int]string{}
	for i := range raw {
		t := &raw[i]
		if t.kind != commentToken {
			continue
		}
		if t.bad != nil {
			r.diags = append(r.diags, t.bad)
		}
		switch text := t.text; {
		case strings.HasPrefix(text, "##") && t.first:
			r.docs[t.span.Start.Line] = strings.TrimPrefix(strings.TrimLeft(text, "#"), " ")
		case strings.HasPrefix(text, "#>"):
			p.Expected = append(p.Expected, &Comment{At{t.span}, strings.TrimPrefix(text[2:], " ")})
		}
	}
	p.Doc = r.docLines(1, len(r.docs)+1)
}

// docAbove is the text of the ## lines just above a token that begins a line.
func (r *reader) docAbove(t *token) string {
	if !t.first {
		return ""
	}
	line := t.span.Start.Line
	from := line
	for {
		if _, ok := r.docs[from-1]; !ok {
			break
		}
		from--
	}
	return r.docLines(from, line)
}

// docLines joins the documentation from a line up to another, or up to a gap.
func (r *reader) docLines(from, to int) string {
	var lines []string
	for ; from < to; from++ {
		text, ok := r.docs[from]
		if !ok {
			break
		}
		lines = append(lines, text)
	}
	return strings.Join(lines, "\n")
}
