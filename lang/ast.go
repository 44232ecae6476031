package lang

import "sync"

// Pos is a place in a source text.
type Pos struct {
	Offset int // bytes from the start of the source as given
	Line   int // from 1
	Col    int // in runes, from 1
}

// Span is a stretch of source, its end exclusive. The zero Span means "no place".
type Span struct {
	Source     *Source
	Start, End Pos
}

// Source is one text: a file, a module of the library, or a line at the prompt.
type Source struct {
	Name string // as shown in diagnostics
	Text string

	once    sync.Once // of Parse
	program *Program
	diags   []*Diagnostic
}

// Node is anything with a place in the source.
type Node interface{ Span() Span }

// At is embedded in every node of the tree and holds its place.
type At struct{ Pos Span }

// Span returns the place of the node.
func (a At) Span() Span { return a.Pos }

// Program is a parsed source: its statements in order. Statements that could not be
// read are absent; the diagnostics tell about them.
type Program struct {
	Source   *Source
	Stmts    []Stmt
	Doc      string     // the ## lines at the very top of the source
	Expected []*Comment // the #> comments: output that `gibbs test` compares
	Lost     []*Lost    // the statements that could not be read, in blocks too
}

// Lost is a statement that could not be read: its place, and the names it seems to define.
type Lost struct {
	At
	Names []string
}

// Comment is a comment that means something to a tool; Text is without its sign.
type Comment struct {
	At
	Text string
}

// Stmt is a statement.
type Stmt interface {
	Node
	stmt()
}

// Expr is an expression.
type Expr interface {
	Node
	expr()
}

// Statements. Doc is the text of the ## lines just above, without the signs.
type (
	// Import is `import van`, `import "my/file.gp" as m`, `from realnvp import coupling`.
	Import struct {
		At
		Path   string  // module name, or path of a file
		IsFile bool    // written as a string
		As     *Name   // nil without as
		Names  []*Name // of from … import; nil for a whole module
	}
	// Input is `input L: real = 16 "linear size"`.
	Input struct {
		At
		Name *Name
		Type Expr // nil if not given
		X    Expr
		Text string // help text
		Doc  string
	}
	// Param is `param W[i,j] ~ normal(0, 1) for i in I, j in J if j < i`.
	Param struct {
		At
		Name   *Name
		Index  []Expr // nil for a scalar
		Tilde  bool   // ~ rather than =
		X      Expr   // start value or distribution
		Within Expr   // `in (lo, hi)`, a Tuple; nil if absent
		Gens   []*Gen
		Doc    string
	}
	// Decl declares a net, a model or a flow.
	Decl struct {
		At
		Kind    string // "net", "model", "flow"
		Name    *Name
		Static  []*Arg // first argument list; nil (not empty) if only one list is written
		Data    []*Arg
		Body    *Block // nil for `∝ expr` without a block
		Propto  bool   // `∝`: Body or Density gives the density up to a constant
		Density Expr   // the expression after ∝, when it is not a block
		Doc     string
	}
	// Assert is `assert cond, "message"`.
	Assert struct {
		At
		Cond Expr
		Text Expr // nil if absent
	}
	// Command is print, show, plot, save, load or export with its arguments.
	Command struct {
		At
		Word string
		Args []*Arg
	}
	// If is a conditional statement; its branches are lists of statements.
	If struct {
		At
		Cond       Expr
		Then, Else []Stmt
	}
	// ActionStmt is an action whose value is not kept.
	ActionStmt struct {
		At
		Action *Action
	}
	// Equation is `left = right for …`, `left ~ right for …`, or a bare expression (Op "").
	Equation struct {
		At
		Left []Expr // more than one for `a, b = …`
		Op   string // "=", "~" or ""
		X    Expr   // right side; nil if Op is "" or the right side is an action
		Act  *Action
		Gens []*Gen
		Doc  string
	}
)

// Action is minimize, maximize or gradient with its clauses.
type Action struct {
	At
	Word  string
	X     Expr
	Over  []Expr
	Using Expr   // nil if absent
	With  []*Arg // named
}

// Gen is one generator of a for clause: `(i,j) in bonds(Λ) if i < j` or `s ~ p`.
type Gen struct {
	At
	Pattern Expr // Name or Tuple of patterns
	Tilde   bool // ~ (draw) rather than in (enumerate)
	X       Expr
	Guard   Expr // nil if absent
}

// Arg is an argument of a call or an index, an entry of a list or of a signature.
type Arg struct {
	At
	Name *Name // of `name = value`; nil otherwise
	X    Expr
	Type Expr // after ":" in signatures; nil otherwise
	Bar  bool // separated from the argument before it by "|"
	Gens []*Gen
}

// Expressions.
type (
	// Name is an identifier, in its normal form. `_` is a Name too.
	Name struct {
		At
		Id string
	}
	// Number is a literal. Int tells that it was written without point and exponent.
	Number struct {
		At
		Text  string // as written, without im
		Value float64
		Int   bool
		Imag  bool
	}
	// String is a literal: pieces of text and of expressions, in order.
	String struct {
		At
		Parts []StringPart
	}
	// Bool is true or false.
	Bool struct {
		At
		Value bool
	}
	// Unary is a prefix operator: "-", "not", "√" (also its twin sqrt stays a Call), "∇".
	Unary struct {
		At
		Op string
		X  Expr
	}
	// Binary is an infix operator in its canonical spelling:
	// + - * / @ mod ^ and or union minus times |>
	Binary struct {
		At
		Op   string
		OpAt Span
		X, Y Expr
	}
	// Compare is a chain `x₀ op₀ x₁ op₁ …`; operators == != ~= < <= > >= in "not in".
	Compare struct {
		At
		X  []Expr
		Op []string
	}
	// Range is a..b, or a..<b with Open.
	Range struct {
		At
		Lo, Hi Expr
		Open   bool
	}
	// Cond is if c then a else b.
	Cond struct {
		At
		Cond, Then, Else Expr
	}
	// Lambda is x -> e; Params are the names with optional types.
	Lambda struct {
		At
		Params []*Arg // X is a pattern (Name or Tuple)
		Body   Expr
	}
	// Call is f(args).
	Call struct {
		At
		Fn   Expr
		Args []*Arg
	}
	// Index is x[args].
	Index struct {
		At
		X    Expr
		Args []*Arg
	}
	// Field is x.name.
	Field struct {
		At
		X    Expr
		Name *Name
	}
	// Postfix is A† ("†") or T⁻¹ ("⁻¹"). Superscript powers are Binary "^".
	Postfix struct {
		At
		Op string
		X  Expr
	}
	// Tuple is (a, b). A parenthesised single expression is a Paren.
	Tuple struct {
		At
		X []Expr
	}
	// Paren is (a).
	Paren struct {
		At
		X Expr
	}
	// List is [a, b] or [f(i) for i in I] (one Arg with Gens).
	List struct {
		At
		X []*Arg
	}
	// Block is { statements }; the last statement may be its value, an Equation with Op "".
	Block struct {
		At
		Stmts []Stmt
	}
)

// StringPart is a piece of a string: Text, or an expression X with its format.
type StringPart struct {
	Text   string
	X      Expr
	Format string // after ":" in {x:.4f}
}

func (*Import) stmt()     {}
func (*Input) stmt()      {}
func (*Param) stmt()      {}
func (*Decl) stmt()       {}
func (*Assert) stmt()     {}
func (*Command) stmt()    {}
func (*If) stmt()         {}
func (*ActionStmt) stmt() {}
func (*Equation) stmt()   {}

func (*Name) expr()    {}
func (*Number) expr()  {}
func (*String) expr()  {}
func (*Bool) expr()    {}
func (*Unary) expr()   {}
func (*Binary) expr()  {}
func (*Compare) expr() {}
func (*Range) expr()   {}
func (*Cond) expr()    {}
func (*Lambda) expr()  {}
func (*Call) expr()    {}
func (*Index) expr()   {}
func (*Field) expr()   {}
func (*Postfix) expr() {}
func (*Tuple) expr()   {}
func (*Paren) expr()   {}
func (*List) expr()    {}
func (*Block) expr()   {}
