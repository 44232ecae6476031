package optim

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// clipped is a gradient of one number after Apply.
func clipped(c *Clip, g float64, step int, o Optimizer) float64 {
	grads := [][]float64{{g}}
	c.Apply(grads, Norm(grads), step, o)
	return grads[0][0]
}

func TestClipAtALimit(t *testing.T) {
	o := SGD{}.Start(nil)
	grads := [][]float64{{3}, {}, {0, -4}}
	c := NewClip(5)
	if c.Apply(grads, 5, 1, o); grads[0][0] != 3 || c.Count() != 0 {
		t.Errorf("gradient %v: nothing is to be clipped", grads)
	}
	c = NewClip(0.5)
	c.Apply(grads, 5, 1, o)
	closeTo(t, "first clipped", grads[0][0], 0.3, 1e-15)
	closeTo(t, "second clipped", grads[2][1], -0.4, 1e-15)
	if c.Count() != 1 {
		t.Errorf("%d were cut, want 1", c.Count())
	}
	if g := clipped(NewClip(math.Inf(1)), 1e300, 1, o); g != 1e300 {
		t.Errorf("%v without a limit", g)
	}
}

// The limit is ten times the median of the last hundred norms: of those before the step, and none where that is zero.
func TestClipFollowsTheMedian(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	o := SGD{}.Start(nil)
	c := NewClip(0)
	var norms []float64
	for step := 1; step <= 350; step++ {
		g := math.Exp(3 * r.NormFloat64())
		if step <= 3 {
			g = 0
		}
		want := g
		if n := len(norms); n > 0 {
			window := slices.Sorted(slices.Values(norms[max(0, n-Window):]))
			if m := window[len(window)/2]; m > 0 {
				want = min(g, Spike*m)
			}
		}
		closeTo(t, "clipped", clipped(c, g, step, o), want, 1e-15)
		norms = append(norms, g)
	}
}

// Where the noise has a variance the limit is never met, down to a single parameter without a mean.
func TestClipLeavesNormalNoise(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	c := NewClip(0)
	o := DefaultAdam.Start([]int{1})
	for step := 1; step <= 5000; step++ {
		clipped(c, r.NormFloat64(), step, o)
	}
	// Ten medians are 6.7 standard deviations; only in the first steps is the median itself uncertain.
	if c.Count() > 2 {
		t.Errorf("%d of 5000 normal gradients were cut", c.Count())
	}
}

// The minimum of a parabola under noise without a variance (Cauchy, which the mean over a batch leaves as it is), which falls
// to a hundredth as a gas of repelling particles makes it fall: Adam arrives where spikes are cut, and not where they count.
func TestClipTamesHeavyTails(t *testing.T) {
	final := func(limit float64) (median float64) {
		var ends []float64
		for seed := range uint64(31) {
			r := rand.New(rand.NewPCG(seed, 3))
			o := DefaultAdam.Start([]int{1})
			c := NewClip(limit)
			x := [][]float64{{1}}
			for step := 1; step <= 1000; step++ {
				noise := 100 * math.Tan(math.Pi*(r.Float64()-0.5))
				if step > 200 {
					noise /= 100
				}
				grads := [][]float64{{x[0][0] + noise}}
				c.Apply(grads, Norm(grads), step, o)
				o.Step(x, grads, 0.01)
			}
			ends = append(ends, math.Abs(x[0][0]))
		}
		slices.Sort(ends)
		return ends[len(ends)/2]
	}
	with, without := final(0), final(math.Inf(1))
	if with > 0.3 || without < 2*with {
		t.Errorf("median distance from the minimum %.3f with the median as a limit, %.3f without", with, without)
	}
}

// A memory that shrank is that of an optimizer whose gradients were shorter from the beginning.
func TestShrink(t *testing.T) {
	for _, method := range []Method{SGD{Momentum: 0.9}, SGD{}, DefaultAdam} {
		r := rand.New(rand.NewPCG(4, 4))
		a, b := method.Start(sizes), method.Start(sizes)
		for range 20 {
			g := randomStores(r)
			short := clone(g)
			scale(short, 0.01)
			a.Step(randomStores(r), g, 0.1)
			b.Step(randomStores(r), short, 0.1)
		}
		a.Shrink(0.01)
		for k, part := range a.State() {
			for i, v := range part.Values {
				closeTo(t, part.Name, v, b.State()[k].Values[i], 1e-12)
			}
		}
	}
}
