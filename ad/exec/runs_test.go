package exec

import (
	"math"
	"slices"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"pgregory.net/rapid"
)

// valuesOf are the outputs of a run.
func valuesOf(t *rapid.T, p *Plan, env *Env) [][]float64 {
	if err := p.Run(env); err != nil {
		t.Fatal(err)
	}
	var values [][]float64
	for i := range p.outs {
		values = append(values, slices.Clone(p.Value(i)))
	}
	return values
}

// A run gives the same bits on any number of workers, when it is run again, with the parameters taken over from the last
// run, and by a plan that another run has used before.
func TestRunsGiveTheSameBits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t, rapid.IntRange(1, 41).Draw(t, "lane size"))
		outs := w.graph()
		cache := NewCache(1 << 30)
		plan := func(workers int) *Plan {
			p, err := cache.Compile(outs, Options{Workers: workers, Tile: 8})
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		env, fixed := w.env(), w.env()
		fixed.Fixed = true
		one, three := plan(1), plan(3)
		want := valuesOf(t, one, env)
		same := func(how string, values [][]float64) {
			for i, v := range values {
				if !slices.EqualFunc(v, want[i], sameNumber) {
					t.Fatalf("%s: output %d, %s, is %v, not %v", how, i, outs[i].Node.Op, v, want[i])
				}
			}
		}
		same("three workers", valuesOf(t, three, env))
		same("again", valuesOf(t, one, env))
		same("fixed parameters", valuesOf(t, three, fixed))
		other := map[*ad.Leaf][]float64{}
		for l, v := range w.params {
			other[l] = w.numbers(len(v))
		}
		valuesOf(t, one, &Env{Params: other, Inputs: w.inputs, Seed: env.Seed + 1})
		cache.Keep(one)
		if plan(1) != one {
			t.Fatal("an evaluation was planned again")
		}
		same("a kept plan", valuesOf(t, one, fixed))
	})
}

// sameNumber tells whether two numbers have the same bits, or are no numbers both.
func sameNumber(a, b float64) bool {
	return math.Float64bits(a) == math.Float64bits(b) || math.IsNaN(a) && math.IsNaN(b)
}
