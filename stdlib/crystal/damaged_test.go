package crystal

import (
	"math"
	"math/rand/v2"
	"testing"
)

// A damaged line is refused, or is a crystal whose own line is read as itself.
func TestDamagedLines(t *testing.T) {
	r := rand.New(rand.NewPCG(19, 6))
	const letters = "0123456789-./oeXAaHz \x00é"
	taken := 0
	for range 4000 {
		line := []byte([]string{hydride, perovskite}[r.IntN(2)])
		for range 1 + r.IntN(3) {
			at := r.IntN(len(line))
			switch r.IntN(3) {
			case 0:
				line[at] = letters[r.IntN(len(letters))]
			case 1:
				line = append(line[:at], line[at+1:]...)
			case 2:
				line = append(line[:at:at], append([]byte{letters[r.IntN(len(letters))]}, line[at:]...)...)
			}
		}
		s, err := Parse(string(line))
		if err != nil {
			continue
		}
		taken++
		if d := s.MinDistance(); !(d > 0) || math.IsInf(d, 0) {
			t.Errorf("%s: shortest distance %v", line, d)
		}
		if again, err := Parse(s.Text()); err != nil || again.Text() != s.Text() {
			t.Errorf("%q is written %s, and that is read as %v, %v", line, s.Text(), again, err)
		}
	}
	if taken < 40 || taken > 3000 {
		t.Errorf("%d of 4000 damaged lines are crystals", taken)
	}
}
