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
			if ops, err := Named(name, g.Number); err != nil || len(ops) != len(g.Operations()) {
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

// Hall symbols of other settings have their operations; names of them none.
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
	}{{"P 21/n", 14}, {"P 2 1 1", 3}, {"F m -3 m", 216}, {"", 0}, {"", 231}} {
		if ops, err := Named(c.name, c.number); err == nil {
			t.Errorf("%q, %d has %v", c.name, c.number, ops)
		}
	}
}
