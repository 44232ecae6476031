package lang

import (
	"fmt"
	"testing"
)

// infixOps are the operators of the table that stand between two operands, with their levels.
func infixOps() map[string]int {
	ops := map[string]int{}
	for level, l := range Operators {
		if l.Assoc != PrefixAssoc && l.Assoc != PostfixAssoc {
			for _, op := range l.Ops {
				ops[op] = level
			}
		}
	}
	return ops
}

// TestOperatorsTable: the reader agrees with the table for every pair of operators: of two
// levels the tighter one binds first, of one level the table says what happens.
func TestOperatorsTable(t *testing.T) {
	ops := infixOps()
	if len(ops) < 20 {
		t.Fatalf("only %d infix operators", len(ops))
	}
	for first, m := range ops {
		for second, n := range ops {
			text := fmt.Sprintf("y = a %s b %s c", first, second)
			p, ds := Parse(NewSource("t.gp", text))
			if m == n && Operators[m].Assoc == NoAssoc {
				if len(ds) != 1 || ds[0].Code != "G0125" {
					t.Errorf("%s is read", text)
				}
				continue
			}
			if len(ds) > 0 {
				t.Errorf("%s:\n%s", text, rendered(ds...))
				continue
			}
			f, s := sign(first), sign(second)
			want := "((a " + f + " b) " + s + " c)"
			switch {
			case m == n && Operators[m].Assoc == ChainAssoc:
				want = "(a " + f + " b " + s + " c)"
			case m < n || m == n && Operators[m].Assoc == RightAssoc:
				want = "(a " + f + " (b " + s + " c))"
			}
			if got := shape(p.Stmts[0].(*Equation).X); got != want {
				t.Errorf("%s reads as %s, not %s", text, got, want)
			}
		}
	}
}

// sign is how shape shows an operator.
func sign(op string) string {
	if op == "..<" {
		return ".."
	}
	return op
}

// TestPrefixOperators: a prefix operator takes in what binds tighter than it does.
func TestPrefixOperators(t *testing.T) {
	for prefix, m := range prefixLevels {
		if prefix == "if" {
			continue
		}
		for op, n := range infixOps() {
			p, ds := Parse(NewSource("t.gp", fmt.Sprintf("y = %s a %s b", prefix, op)))
			if len(ds) > 0 {
				t.Error(rendered(ds...))
				continue
			}
			s := sign(op)
			want := "((" + prefix + " a) " + s + " b)"
			if n >= m || prefix == "√" && n == levelPower {
				want = "(" + prefix + " (a " + s + " b))"
			}
			if got := shape(p.Stmts[0].(*Equation).X); got != want {
				t.Errorf("%s and %s: %s, not %s", prefix, op, got, want)
			}
		}
	}
}
