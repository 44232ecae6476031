package spec

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/lang"
)

var update = flag.Bool("update", false, "rewrite the parts of the reference that are generated")

// between replaces what stands between two lines of a file, or compares it.
func between(t *testing.T, path, begin, end, want string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(data), begin+"\n")
	got, tail, ok2 := strings.Cut(rest, end+"\n")
	if !ok || !ok2 {
		t.Fatalf("%s lacks %q or %q", path, begin, end)
	}
	switch {
	case *update:
		if err := os.WriteFile(path, []byte(head+begin+"\n"+want+end+"\n"+tail), 0o666); err != nil {
			t.Fatal(err)
		}
	case got != want:
		t.Errorf("%s is out of date; go test ./spec -update rewrites it:\n%s", path, want)
	}
}

// levelNames names a production for each level of precedence.
var levelNames = []string{"Pipe", "Lambda", "Or", "And", "Not", "Compare", "Sets", "Times", "Range", "Sum", "Product", "Sign", "Power", "Root", "Postfix", "Atom"}

// The levels of the grammar are those of the reader's table.
func TestGrammarOfOperators(t *testing.T) {
	if len(levelNames) != len(lang.Operators)+1 {
		t.Fatalf("%d levels, %d names", len(lang.Operators), len(levelNames))
	}
	var b strings.Builder
	for i, l := range lang.Operators {
		fmt.Fprintf(&b, "%-9s = %s .\n", levelNames[i], levelRule(l, levelNames[i], levelNames[i+1]))
	}
	between(t, "grammar.ebnf", "(* operators, from the loosest *)", "(* end of operators *)", b.String())
}

// levelRule is the right side of the production of a level.
func levelRule(l lang.Level, this, tighter string) string {
	switch this {
	case "Lambda":
		return `Pattern "->" Lambda | "if" Expr "then" Expr "else" Lambda | ` + tighter
	case "Postfix":
		return `number | ( Atom | "∇" ( name | "(" Expr ")" ) ) { Args | "[" Expr { "," Expr } "]" | "." name | "†" | "⁻¹" }`
	case "Power":
		return tighter + ` [ superscript ] [ "^" ( Power | "-" Power ) ]`
	case "Root":
		return `"√" Power | ` + tighter
	}
	var quoted []string
	for _, op := range l.Ops {
		quoted = append(quoted, strings.ReplaceAll(`"`+op+`"`, " ", `" "`))
	}
	ops := strings.Join(quoted, " | ")
	if len(quoted) > 1 {
		ops = "( " + ops + " )"
	}
	switch l.Assoc {
	case lang.LeftAssoc, lang.ChainAssoc:
		return fmt.Sprintf("%s { %s %s }", tighter, ops, tighter)
	case lang.NoAssoc:
		return fmt.Sprintf("%s [ %s %s ]", tighter, ops, tighter)
	case lang.PrefixAssoc:
		return fmt.Sprintf("%s %s | %s", ops, this, tighter)
	}
	panic("spec: no form for " + string(l.Assoc))
}

// The table of precedence in the reference is the reader's.
func TestPrecedenceTable(t *testing.T) {
	var b strings.Builder
	b.WriteString("| level | operators | combine | |\n|---|---|---|---|\n")
	for _, l := range lang.Operators {
		ops := strings.ReplaceAll("`"+strings.Join(l.Ops, "` `")+"`", "|", `\|`)
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", l.Name, ops, l.Assoc, l.Note)
	}
	between(t, "README.md", "<!-- precedence -->", "<!-- end of precedence -->", b.String())
}

// The keywords and the codes in the reference are those of the code.
func TestTables(t *testing.T) {
	words := lang.Keywords()
	slices.Sort(words)
	between(t, "README.md", "<!-- keywords -->", "<!-- end of keywords -->", "`"+strings.Join(words, "` `")+"`\n")
	var b strings.Builder
	b.WriteString("| code | what is wrong |\n|---|---|\n")
	for _, c := range lang.Codes() {
		fmt.Fprintf(&b, "| %s | %s |\n", c.ID, c.Title)
	}
	between(t, "README.md", "<!-- codes -->", "<!-- end of codes -->", b.String())
}

// Whatever the grammar derives can be read, and laying it out keeps its meaning.
func TestGrammarIsRead(t *testing.T) {
	text, err := os.ReadFile("grammar.ebnf")
	if err != nil {
		t.Fatal(err)
	}
	g := parseGrammar(t, string(text))
	rng := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		sentence := g.derive(rng, "Statement", 10+rng.IntN(8))
		src := lang.NewSource("derived.gp", sentence+"\n")
		prog, diags := lang.Parse(src)
		if len(diags) > 0 {
			t.Fatalf("%s\n%s", sentence, show(diags))
		}
		laid, diags := lang.Format(src, lang.Keep)
		if len(diags) > 0 {
			t.Fatalf("%s\n%s", sentence, show(diags))
		}
		again, _ := lang.Parse(lang.NewSource("derived.gp", laid))
		if len(again.Stmts) != len(prog.Stmts) || lang.Print(again.Stmts[0]) != lang.Print(prog.Stmts[0]) {
			t.Fatalf("%s\nlaid out as\n%s", sentence, laid)
		}
	}
}
