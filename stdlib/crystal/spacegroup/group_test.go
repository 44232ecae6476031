package spacegroup

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// general reads "x-y, y+1/2, -z" as the tables print it.
func general(s string) (o Op) {
	for i, row := range strings.Split(strings.ReplaceAll(s, " ", ""), ",") {
		sign := 1
		for k := 0; k < len(row); k++ {
			switch c := row[k]; {
			case c == '-':
				sign = -1
			case c == '+':
				sign = 1
			case c >= 'x':
				o.R[i][c-'x'] = sign
			case k+2 < len(row):
				o.T[i] = (24 + sign*24*int(c-'0')/int(row[k+2]-'0')) % 24
				k += 2
			}
		}
	}
	return o
}

// TestOperations compares every group with its general positions as published.
func TestOperations(t *testing.T) {
	f, err := os.Open("../../../../shared/data/wyckoff/wyckoff.jsonl")
	if err != nil {
		t.Skip("the published table is not here")
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	n := 0
	for ; lines.Scan(); n++ {
		var want struct {
			G         int
			Positions []struct{ Ops []string }
		}
		if err := json.Unmarshal(lines.Bytes(), &want); err != nil {
			t.Fatal(err)
		}
		g, err := Get(want.G)
		if err != nil {
			t.Fatal(err)
		}
		ops, err := g.Operations()
		if err != nil {
			t.Error(err)
			continue
		}
		have := map[Op]bool{}
		for _, o := range ops {
			have[o] = true
		}
		all := want.Positions[len(want.Positions)-1].Ops
		if len(all) != len(ops) {
			t.Errorf("%d %s: %d operations, published %d", g.Number, g.Hall, len(ops), len(all))
			continue
		}
		for _, s := range all {
			if !have[general(s)] {
				t.Errorf("%d %s: %s is missing", g.Number, g.Hall, s)
				break
			}
		}
	}
	if n != 230 {
		t.Errorf("%d groups", n)
	}
}

func TestRefused(t *testing.T) {
	for _, s := range []string{"", "P", "Q 2", "P 5", "P 2q", "P 4*", "P 2 (0 0)", "P 3x 4"} {
		if _, err := Hall(s); err == nil {
			t.Errorf("%q is taken for a Hall symbol", s)
		}
	}
}
