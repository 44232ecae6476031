package main

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const printed = `goos: linux
pkg: github.com/gibbs-lang/gibbs/ad/exec
BenchmarkNetwork/draw-2  	      10	        40.0 %peak	   33.20 GF/s
BenchmarkNetwork/draw-2  	      10	        41.5 %peak	   33.20 GF/s
BenchmarkCompile/256_sites-2   	       3	 136053452 ns/op	   12.0 Mflop/op
BenchmarkCompile/256_sites-2   	       3	 136053452 ns/op	   13.0 Mflop/op
PASS
pkg: github.com/gibbs-lang/gibbs
BenchmarkPlain-2   	       3	 136053452 ns/op	 2 allocs/op
`

func TestParse(t *testing.T) {
	ratios, silent := parse(printed)
	want := map[metric]float64{{"./ad/exec", "Network/draw", "%peak"}: 41.5, {"./ad/exec", "Compile/256_sites", "Mflop/op"}: 12}
	if !maps.Equal(ratios, want) || !slices.Equal(silent, []string{". Plain"}) {
		t.Error(ratios, silent)
	}
	path := filepath.Join(t.TempDir(), "r.tsv")
	if err := save(path, ratios); err != nil {
		t.Fatal(err)
	}
	if back, err := load(path); err != nil || !maps.Equal(back, ratios) {
		t.Error(back, err)
	}
}

// A share that falls and a multiple that rises by more than 15 % are named; less is noise.
func TestVerdict(t *testing.T) {
	draw, compile := metric{"./ad/exec", "Network/draw", "%peak"}, metric{"./ad/exec", "Compile/256_sites", "Mflop/op"}
	before := map[metric]float64{draw: 40, compile: 12}
	for _, c := range []struct {
		now  map[metric]float64
		lost []metric
	}{
		{map[metric]float64{draw: 36, compile: 13.5}, nil},
		{map[metric]float64{draw: 30, compile: 12}, []metric{draw}},
		{map[metric]float64{draw: 50, compile: 15}, []metric{compile}},
		{map[metric]float64{draw: 0, compile: 30}, []metric{draw, compile}},
	} {
		var b strings.Builder
		err := verdict(&b, before, c.now)
		if (err != nil) != (len(c.lost) > 0) || strings.Count(b.String(), "LOST") != len(c.lost) {
			t.Errorf("%v: %v\n%s", c.now, err, b.String())
		}
		for _, m := range c.lost {
			if !strings.Contains(b.String(), "LOST   "+m.pkg+" "+m.name+":") {
				t.Errorf("%v: %s is not named\n%s", c.now, m.name, b.String())
			}
		}
	}
}
