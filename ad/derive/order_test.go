package derive

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/kernel/peak"
)

var negInf = math.Inf(-1)

func order(t testing.TB, m *model) *Schedule {
	t.Helper()
	s, err := Order(m.targets(), nil)
	if err != nil {
		t.Fatalf("%s: %v", m.name, err)
	}
	return s
}

// drawLevels are the levels of a draw's elements.
func drawLevels(t *testing.T, s *Schedule, draw *ad.Node) []int32 {
	t.Helper()
	for _, r := range s.Regions {
		if l := r.Level[draw]; l != nil {
			return l
		}
	}
	t.Fatalf("%s has no levels", draw.Leaf.Name)
	return nil
}

func TestModels(t *testing.T) {
	forward := func(l []int32) bool { return slices.IsSorted(l) && l[0] < l[1] }
	for _, m := range []*model{hidden(8, 3, before), attentive(8, 3, true), recurrent(8, 3, 1)} {
		if l := drawLevels(t, order(t, m), m.draws[0]); !forward(l) {
			t.Errorf("%s: levels of the draws %v", m.name, l)
		}
	}
	m := backward(8)
	l := drawLevels(t, order(t, m), m.draws[0])
	slices.Reverse(l)
	if !forward(l) {
		t.Errorf("backward: levels of the draws, last first: %v", l)
	}
	// x and y alternate along the diagonals of the square.
	m = paired(2)
	s := order(t, m)
	x, y := drawLevels(t, s, m.draws[0]), drawLevels(t, s, m.draws[1])
	if !(x[0] < y[0] && y[0] < x[1] && x[1] == x[2] && x[1] < y[1] && y[1] == y[2] && y[1] < x[3] && x[3] < y[3]) {
		t.Errorf("paired: levels %v and %v", x, y)
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		m    *model
		want string
	}{
		{hidden(8, 3, upTo), "a definition needs itself: s[0] reads h[0,0] reads s[0]"},
		{attentive(8, 3, false), "a definition needs itself: s[1] reads s[1]"},
		{recurrent(8, 3, 0), "a definition needs itself: s[0] reads h[0,0] reads s[0]"},
		{circular(3), "a definition needs itself: h[0] reads h[2] reads h[1] reads h[0]"},
	} {
		_, err := Order(c.m.targets(), nil)
		var cycle *Cycle
		if !errors.As(err, &cycle) {
			t.Errorf("%s: no cycle but %v", c.m.name, err)
		} else if cycle.Error() != c.want {
			t.Errorf("%s: %v, want %s", c.m.name, cycle, c.want)
		}
	}
}

func BenchmarkRefusal(b *testing.B) {
	for name, m := range map[string]*model{"hidden32x32": hidden(1024, 4, upTo), "circular100000": circular(100000)} {
		b.Run(name, func(b *testing.B) {
			peak.Cost(b, func() {
				if _, err := Order(m.targets(), nil); err == nil {
					b.Fatal("accepted")
				}
			})
		})
	}
}

func BenchmarkOrder(b *testing.B) {
	for name, m := range map[string]*model{
		"hidden16x16": hidden(256, 4, before), "hidden32x32": hidden(1024, 4, before),
		"guarded16x16": guarded(256, 4), "guarded32x32": guarded(1024, 4),
		"attentive16x16": attentive(256, 4, true), "recurrent100000": recurrent(100000, 4, 1),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			peak.Cost(b, func() { order(b, m) })
		})
	}
}
