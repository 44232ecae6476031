package lang

// Assoc tells how operators of one level combine.
type Assoc string

// The ways of combining.
const (
	LeftAssoc    Assoc = "left"
	RightAssoc   Assoc = "right"
	NoAssoc      Assoc = "none"   // a..b..c is an error
	ChainAssoc   Assoc = "chain"  // 0 < i < n means 0 < i and i < n
	PrefixAssoc  Assoc = "prefix" // before its operand, as far right as its level reaches
	PostfixAssoc Assoc = "postfix"
)

// Level is one level of the precedence of operators.
type Level struct {
	Name  string
	Assoc Assoc
	Ops   []string // canonical spellings
	Note  string
}

// Levels by their place in Operators, loosest first.
const (
	levelPipe = iota
	levelLambda
	levelOr
	levelAnd
	levelNot
	levelCompare
	levelSet
	levelTimes
	levelRange
	levelSum
	levelProduct
	levelSign
	levelPower
	levelRoot
	levelPostfix
)

// Operators is the precedence of Gibbs, loosest first. The reader of expressions climbs it.
var Operators = []Level{
	levelPipe:    {"pipe", LeftAssoc, []string{"|>"}, "composition of maps and models, left to right"},
	levelLambda:  {"lambda, conditional", PrefixAssoc, []string{"->", "if"}, "as far right as they reach: x -> e, if c then a else b"},
	levelOr:      {"or", LeftAssoc, []string{"or"}, ""},
	levelAnd:     {"and", LeftAssoc, []string{"and"}, ""},
	levelNot:     {"not", PrefixAssoc, []string{"not"}, ""},
	levelCompare: {"comparison", ChainAssoc, []string{"==", "!=", "~=", "<", "<=", ">", ">=", "in", "not in"}, "0 < j < i means 0 < j and j < i"},
	levelSet:     {"sets", LeftAssoc, []string{"union", "minus"}, ""},
	levelTimes:   {"product of sets", LeftAssoc, []string{"times"}, ""},
	levelRange:   {"range", NoAssoc, []string{"..", "..<"}, "a..b with both ends, a..<b without its end"},
	levelSum:     {"sum", LeftAssoc, []string{"+", "-"}, ""},
	levelProduct: {"product", LeftAssoc, []string{"*", "/", "@", "mod"}, ""},
	levelSign:    {"sign", PrefixAssoc, []string{"-"}, "-x^2 is -(x^2)"},
	levelPower:   {"power", RightAssoc, []string{"^"}, "superscripts too; 2^-x^2 is 2^(-(x^2))"},
	levelRoot:    {"root", PrefixAssoc, []string{"√"}, "takes a whole power: √x² is √(x²)"},
	levelPostfix: {"postfix", PostfixAssoc, []string{"f(x)", "x[i]", "a.b", "†", "⁻¹", "∇f"}, "∇f(x) is grad(f)(x)"},
}

// infixLevels and prefixLevels say at which level an operator stands.
var infixLevels, prefixLevels = operatorLevels()

func operatorLevels() (infix, prefix map[string]int) {
	infix, prefix = map[string]int{}, map[string]int{}
	for level, l := range Operators {
		for _, op := range l.Ops {
			switch {
			case l.Assoc == PrefixAssoc && op != "->":
				prefix[op] = level
			case l.Assoc != PrefixAssoc && l.Assoc != PostfixAssoc:
				infix[op] = level
			}
		}
	}
	return infix, prefix
}
