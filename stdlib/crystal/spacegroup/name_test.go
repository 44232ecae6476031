package spacegroup

import (
	"slices"
	"strings"
	"testing"
)

// Each name of each group, as files write it, is that of this group.
func TestByName(t *testing.T) {
	for _, g := range all(t) {
		names := []string{g.Short, strings.ReplaceAll(g.Short, "_", ""), strings.NewReplacer(" ", "", "_", "").Replace(g.Short),
			g.HM, strings.ReplaceAll(g.HM, "sub", ""), strings.ToUpper(g.Short), g.Hall, g.Short + ":2", g.Short + " :H"}
		for _, name := range names {
			if h, err := ByName(name); err != nil || h != g {
				t.Errorf("%q is %+v, %v; it is %d", name, h, err, g.Number)
			}
			ops, err := Named(name, g.Number)
			open := slices.Contains(twoOrigins, g.Number) && name != g.Hall && !strings.HasSuffix(name, ":2") ||
				g.Short[0] == 'R' && strings.HasSuffix(name, ":2") // such a group has axes to choose, and one origin
			if open != (err != nil) || !open && len(ops) != len(g.Operations()) {
				t.Errorf("%q has %d operations, %v", name, len(ops), err)
			}
		}
	}
	for _, name := range []string{"", "P", "F m -3 n m", "P 21/n", "F d -3 m :1", "R -3 m:R", "225"} {
		if g, err := ByName(name); err == nil {
			t.Errorf("%q is taken for %d", name, g.Number)
		}
	}
}

// Origin choice 2 is on a centre of inversion, where no more operations meet than somewhere that is no centre. There are 24 groups
// with two origins in International Tables.
func TestTwoOrigins(t *testing.T) {
	for _, n := range twoOrigins {
		g, err := Get(n)
		if err != nil {
			t.Fatal(err)
		}
		origin, elsewhere := 0, 0
		for _, o := range g.Operations() {
			if o.T == [3]int{} {
				origin++
			}
		}
		if !slices.Contains(g.Operations(), Op{R: negated(identity)}) {
			t.Errorf("%d: the origin is on no centre", n)
		}
		for _, p := range g.Positions() {
			centre := slices.ContainsFunc(g.Operations(), func(o Op) bool {
				return o.R == negated(identity) && o.Mul(p.Representative) == p.Representative
			})
			if !centre {
				elsewhere = max(elsewhere, len(g.Operations())/p.Multiplicity)
			}
		}
		if origin > elsewhere {
			t.Errorf("%d: %d operations meet at the origin, and at most %d where there is no centre", n, origin, elsewhere)
		}
	}
	if len(twoOrigins) != 24 {
		t.Errorf("%d groups have two origins", len(twoOrigins))
	}
	if ops, err := Named("", 227); err == nil {
		t.Errorf("227 is taken for one of its origins, with %d operations", len(ops))
	}
}

// Hall symbols of other settings have their operations.
func TestNamed(t *testing.T) {
	ops, err := Named("-P 2yn", 14) // P 1 21/n 1
	screw := func(o Op) bool { return o.String() == "-x+1/2, y+1/2, -z+1/2" }
	if err != nil || len(ops) != 4 || !slices.ContainsFunc(ops, screw) {
		t.Errorf("P 21/n has %v, %v", ops, err)
	}
	if ops, err := Named("", 62); err != nil || len(ops) != 8 {
		t.Errorf("62 has %v, %v", ops, err)
	}
	for _, c := range []struct {
		name   string
		number int
	}{{"P 21/q", 14}, {"P 2 2 1", 3}, {"F m -3 m", 216}, {"", 0}, {"", 231}} {
		if ops, err := Named(c.name, c.number); err == nil {
			t.Errorf("%q, %d has %v", c.name, c.number, ops)
		}
	}
}
