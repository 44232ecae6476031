package lang

import (
	"io"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// The heads of statements. The first word decides; the last alternative, an equation,
// has none.
type (
	statement struct {
		Import   *importHead   `parser:"@@"`
		Input    *inputHead    `parser:"| @@"`
		Param    *paramHead    `parser:"| @@"`
		Decl     *declHead     `parser:"| @@"`
		Assert   *assertHead   `parser:"| @@"`
		Command  *commandHead  `parser:"| @@"`
		If       *ifHead       `parser:"| @@"`
		Action   *actionHead   `parser:"| @@"`
		Equation *equationHead `parser:"| @@"`
	}
	importHead struct {
		Path  pathRule   `parser:"(  'import' @@"`
		As    nameRule   `parser:"('as' @@)?"`
		From  pathRule   `parser:"| 'from' @@ 'import'"`
		Names []nameRule `parser:"@@ (',' @@)* )"`
	}
	inputHead struct {
		Name nameRule `parser:"'input' @@"`
		Type typeRule `parser:"(':' @@)?"`
		X    exprRule `parser:"'=' @@"`
		Text textRule `parser:"@@?"`
	}
	paramHead struct {
		Name   nameRule  `parser:"'param' @@"`
		Index  indexRule `parser:"@@?"`
		Op     string    `parser:"( @'=' | @'~' )"`
		X      startRule `parser:"@@"`
		Within exprRule  `parser:"('in' @@)?"`
		Gens   gensRule  `parser:"@@?"`
	}
	declHead struct {
		Kind    string    `parser:"@('net' | 'model' | 'flow')"`
		Name    nameRule  `parser:"@@"`
		First   argsRule  `parser:"@@"`
		Second  moreRule  `parser:"@@?"`
		Body    blockRule `parser:"( @@"`
		Density exprRule  `parser:"| 'propto' @@ )"`
	}
	assertHead struct {
		Cond exprRule `parser:"'assert' @@"`
		Text exprRule `parser:"(',' @@)?"`
	}
	commandHead struct {
		Word string   `parser:"@('print' | 'show' | 'plot' | 'save' | 'load' | 'export')"`
		Args argsRule `parser:"@@"`
	}
	ifHead struct {
		Cond exprRule   `parser:"'if' @@ 'then'"`
		Then branchRule `parser:"@@"`
		Else branchRule `parser:"('else' @@)?"`
	}
	actionHead struct {
		Tokens  []lexer.Token
		Word    string     `parser:"@('minimize' | 'maximize' | 'gradient')"`
		X       exprRule   `parser:"@@"`
		Clauses []*clauses `parser:"@@*"`
	}
	clauses struct {
		Over  []exprRule  `parser:"'over' @@ (',' @@)*"`
		Using exprRule    `parser:"| 'using' @@"`
		With  []namedRule `parser:"| 'with' @@ (',' @@)*"`
	}
	equationHead struct {
		Left []exprRule  `parser:"@@ (',' @@)*"`
		Op   string      `parser:"( ( @'='"`
		Act  *actionHead `parser:"( @@"`
		X    exprRule    `parser:"| @@ )"`
		Draw exprRule    `parser:"| '~' @@ )"`
		Gens gensRule    `parser:"@@? )?"`
	}
)

// The leaves of the grammar, each an interface because participle asks for one. They
// are read by the reader itself.
type (
	exprRule   interface{ Expr }         // an expression
	startRule  interface{ Expr }         // an expression that ends at `in`
	typeRule   interface{ Expr }         // the set of a value
	nameRule   interface{ name() *Name } // a name that is no keyword
	pathRule   interface{ path() string }
	textRule   interface{ text() string }
	argsRule   interface{ args() []*Arg }
	moreRule   interface{ more() []*Arg } // a second list of arguments, if there is one
	indexRule  interface{ index() []Expr }
	namedRule  interface{ named() *Arg }
	gensRule   interface{ gens() []*Gen }
	blockRule  interface{ block() *Block }
	branchRule interface{ branch() branchLeaf }
)

type (
	pathLeaf   struct{ s string }
	textLeaf   struct{ s string }
	argsLeaf   []*Arg
	moreLeaf   []*Arg
	indexLeaf  []Expr
	gensLeaf   []*Gen
	branchLeaf struct {
		stmts []Stmt
		block *Block // if they stand in braces
	}
)

func (n *Name) name() *Name             { return n }
func (a *Arg) named() *Arg              { return a }
func (b *Block) block() *Block          { return b }
func (p pathLeaf) path() string         { return p.s }
func (t textLeaf) text() string         { return t.s }
func (a argsLeaf) args() []*Arg         { return a }
func (a moreLeaf) more() []*Arg         { return a }
func (i indexLeaf) index() []Expr       { return i }
func (g gensLeaf) gens() []*Gen         { return g }
func (b branchLeaf) branch() branchLeaf { return b }

// newGrammar builds the grammar around a reader, whose methods read its leaves.
func newGrammar(r *reader) *participle.Parser[statement] {
	return participle.MustBuild[statement](
		participle.Lexer(definition{}),
		participle.UseLookahead(1),
		leaf(r, func() exprRule { return r.expr() }),
		leaf(r, func() startRule { return r.startValue() }),
		leaf(r, func() typeRule { return r.expr() }),
		leaf(r, func() nameRule { return r.name() }),
		leaf(r, func() pathRule { return r.path() }),
		leaf(r, func() argsRule { return r.argList() }),
		leaf(r, func() namedRule { return r.named() }),
		leaf(r, func() branchRule { return r.branch() }),
		optional(r, func() bool { return r.is("{") }, func() blockRule { return r.block() }),
		optional(r, func() bool { return r.tok().kind == stringToken }, func() textRule { return textLeaf{r.plainText()} }),
		optional(r, func() bool { return r.is("(") }, func() moreRule { return moreLeaf(r.argList()) }),
		optional(r, func() bool { return r.is("[") }, func() indexRule { return r.paramIndex() }),
		optional(r, func() bool { return r.is("for") }, func() gensRule { return gensLeaf(r.generators()) }),
	)
}

// leaf makes a method of the reader a leaf of the grammar.
func leaf[T any](r *reader, read func() T) participle.Option {
	return optional(r, func() bool { return true }, read)
}

// optional makes a leaf that is there only if its first token is seen.
func optional[T any](r *reader, seen func() bool, read func() T) participle.Option {
	return participle.ParseTypeWith(func(lex *lexer.PeekingLexer) (x T, err error) {
		outer := r.lex
		defer func() {
			r.lex = outer
			if e := recover(); e != nil {
				if _, ok := e.(bailout); !ok {
					panic(e)
				}
				err = r.fail
			}
		}()
		r.at(lex)
		if !seen() {
			return x, participle.NextMatch
		}
		x = read()
		r.sync()
		return x, nil
	})
}

// feed hands tokens to participle. The offset of a token there is its index in the reader.
type feed struct {
	toks []token
	base int // index of the first one in the reader
	i    int
}

func (f *feed) Next() (lexer.Token, error) {
	at := lexer.Position{Offset: f.base + f.i}
	if f.i >= len(f.toks) || f.toks[f.i].kind == eofToken {
		return lexer.Token{Type: lexer.EOF, Pos: at}, nil
	}
	t := &f.toks[f.i]
	f.i++
	text := t.text
	if t.kind != signToken && t.kind != keywordToken {
		text = "" // no literal of the grammar
	}
	return lexer.Token{Type: lexer.TokenType(t.kind), Value: text, Pos: at}, nil
}

// definition tells participle about the scanner.
type definition struct{}

func (definition) Symbols() map[string]lexer.TokenType {
	return map[string]lexer.TokenType{
		"EOF": lexer.EOF, "EOL": lexer.TokenType(eolToken), "Name": lexer.TokenType(nameToken), "Keyword": lexer.TokenType(keywordToken),
		"Number": lexer.TokenType(numberToken), "String": lexer.TokenType(stringToken), "Super": lexer.TokenType(superToken),
		"Sign": lexer.TokenType(signToken), "Bad": lexer.TokenType(badToken),
	}
}

func (definition) Lex(name string, in io.Reader) (lexer.Lexer, error) {
	text, err := io.ReadAll(in)
	if err != nil {
		return nil, err
	}
	return &feed{toks: layout(scan(NewSource(name, string(text))), false)}, nil
}
