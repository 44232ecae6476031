package spacegroup

import "testing"

// Group 5 as International Tables A have it, unique axis b.
func TestPrinted(t *testing.T) {
	g, err := Get(5)
	if err != nil {
		t.Fatal(err)
	}
	const want = `5  C 2  C 1 2 1  monoclinic  (Hall C 2y)
(0,0,0) + (1/2,1/2,0) +
   4 c  1       x, y, z
   2 b  2       0, y, 1/2
   2 a  2       0, y, 0
`
	if got := g.String(); got != want {
		t.Errorf("printed\n%s", got)
	}
}
