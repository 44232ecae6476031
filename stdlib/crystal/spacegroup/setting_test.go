package spacegroup

import (
	"slices"
	"strings"
	"testing"
)

// Every setting of the table has a change of axes and origin to the standard one that takes its operations to those of the
// group, all of them: their number is that of the group times the ratio of the volumes.
func TestSettings(t *testing.T) {
	all, err := settings()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[*Setting]bool{}
	for _, list := range all {
		for _, s := range list {
			if seen[s] {
				continue
			}
			seen[s] = true
			if _, err := s.solve(); err != nil {
				t.Error(err)
				continue
			}
			det := Op{R: s.P}.Det()
			if det < 0 {
				det = -det
			}
			if got, want := 27*len(s.Operations()), len(s.Group.Operations())*det; got != want {
				t.Errorf("%s (%s): %d operations for %d in a cell of %d/27", s.HM, s.Choice, got/27, len(s.Group.Operations()), det)
			}
			named, err := InSetting(s.HM + ":" + s.Choice)
			if err != nil || named.Group != s.Group || named.Hall != s.Hall {
				t.Errorf("%s:%s is %+v, %v", s.HM, s.Choice, named, err)
			}
		}
	}
	if len(seen) != 230+297 {
		t.Errorf("%d settings", len(seen))
	}
}

func TestInSetting(t *testing.T) {
	for _, c := range []struct {
		name           string
		number         int
		choice, change string
	}{
		{"P b n m", 62, "cab", "c, a, b"},
		{"Pnma", 62, "", "a, b, c"},
		{"P n a m", 62, "a-cb", "a, -c, b"},
		{"P 21/n", 14, "b2", "-a-c, b, a"},
		{"P 1 21/a 1", 14, "b3", "c, b, -a-c"},
		{"P 1 1 21/b", 14, "c3", "-a-c, c, b"},
		{"P 21/b", 14, "c3", "-a-c, c, b"},
		{"P21/c", 14, "", "a, b, c"},
		{"I 2/a", 15, "b3", "c, b, -a-c"},
		{"A b m 2", 39, "", "a, b, c"},
		{"C m c a", 64, "", "a, b, c"},
		{"C m m b", 67, "ba-c", "b, a, -c"},
		{"C m m a", 67, "", "a, b, c"},
		{"P n c b :2", 50, "2cab", "c, a, b"},
		{"B m a b", 64, "a-cb", "a, -c, b"},
		{"R -3 m :R", 166, "R", "(2a+b+c)/3, (-a+b+c)/3, (-a-2b+c)/3"},
		{"R -3 m", 166, "H", "a, b, c"},
		{"F d -3 m :1", 227, "1", "a, b, c; 7/8, 7/8, 7/8"},
		{"F d -3 m :2", 227, "2", "a, b, c"},
	} {
		s, err := InSetting(c.name)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if s.Group.Number != c.number || s.Choice != c.choice || s.Transformation() != c.change {
			t.Errorf("%s is %d %q, %s; not %d %q, %s", c.name, s.Group.Number, s.Choice, s.Transformation(), c.number, c.choice, c.change)
		}
	}
	for _, name := range []string{"F d -3 m", "A e m m", "P n c b", "X", "", "P b n m :1", "P m m m :R"} {
		if s, err := InSetting(name); err == nil {
			t.Errorf("%q is taken for %+v", name, s)
		}
	}
}

// Points of a special position keep their number in another setting, whose operations are another list of the same motions.
func TestNamedSettings(t *testing.T) {
	for _, name := range []string{"P b n m", "P 21/n", "P 1 1 21/b", "I 2/a", "F d -3 m :1", "R -3 m :R", "C m c a", "A b m 2", "P 21/n 1 1"} {
		ops, err := Named(name, 0)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, a := range ops {
			for _, b := range ops {
				if !slices.Contains(ops, a.Mul(b)) {
					t.Fatalf("%s: the operations are no group", name)
				}
			}
		}
	}
	for name, number := range map[string]int{"P b n m": 61, "P 21/n": 15, "F d -3 m": 227, "A e m m": 67} {
		if _, err := Named(name, number); err == nil || !strings.Contains(err.Error(), "origin") && !strings.Contains(err.Error(), "space group") {
			t.Errorf("%q, %d: %v", name, number, err)
		}
	}
}
