package optim

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var sizes = []int{3, 0, 5}

func randomStores(r *rand.Rand) [][]float64 {
	list := make([][]float64, len(sizes))
	for k, n := range sizes {
		list[k] = make([]float64, n)
		for i := range list[k] {
			list[k][i] = r.NormFloat64()
		}
	}
	return list
}

func clone(lists [][]float64) [][]float64 {
	c := make([][]float64, len(lists))
	for k, list := range lists {
		c[k] = slices.Clone(list)
	}
	return c
}

func closeTo(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*max(1, math.Abs(want))) {
		t.Errorf("%s is %.17g, want %.17g", what, got, want)
	}
}

// Algorithm 1 of the Adam paper line by line, with the decoupled decay of AdamW.
func TestAdamLineByLine(t *testing.T) {
	for _, decay := range []float64{0, 0.1} {
		method := Adam{Beta1: 0.8, Beta2: 0.95, Eps: 1e-3, Decay: decay}
		r := rand.New(rand.NewPCG(1, 2))
		params := randomStores(r)
		theta := slices.Concat(params...)
		m, v := make([]float64, len(theta)), make([]float64, len(theta))
		o := method.Start(sizes)
		for step := 1; step <= 50; step++ {
			grads := randomStores(r)
			lr := 0.01 * float64(step)
			o.Step(params, grads, lr)
			for i, g := range slices.Concat(grads...) {
				m[i] = 0.8*m[i] + 0.2*g
				v[i] = 0.95*v[i] + 0.05*g*g
				mHat := m[i] / (1 - math.Pow(0.8, float64(step)))
				vHat := v[i] / (1 - math.Pow(0.95, float64(step)))
				theta[i] -= lr * (mHat/(math.Sqrt(vHat)+1e-3) + decay*theta[i])
			}
		}
		for i, got := range slices.Concat(params...) {
			closeTo(t, "a parameter after 50 steps", got, theta[i], 1e-13)
		}
	}
}

// The first step of Adam has the length of the learning rate, whatever the gradient.
func TestAdamFirstStep(t *testing.T) {
	params, grads := [][]float64{{1, 1, 1}}, [][]float64{{1e-3, -50, 0}}
	DefaultAdam.Start([]int{3}).Step(params, grads, 0.1)
	for i, want := range []float64{0.9, 1.1, 1} {
		closeTo(t, "a parameter", params[0][i], want, 1e-5)
	}
}

func TestAdamWithoutGradientOnlyShrinks(t *testing.T) {
	params, grads := [][]float64{{4}}, [][]float64{{0}}
	method := DefaultAdam
	method.Decay = 0.5
	o := method.Start([]int{1})
	for range 3 {
		o.Step(params, grads, 0.5)
	}
	if want := 4 * 0.75 * 0.75 * 0.75; params[0][0] != want {
		t.Errorf("shrunk to %v, want %v", params[0][0], want)
	}
}

// Workers that share a step give the bits of one.
func TestAdamIsShared(t *testing.T) {
	const n = 3*partSize + 5
	run := func(share Share) []float64 {
		r := rand.New(rand.NewPCG(1, 2))
		params, grads := [][]float64{make([]float64, n), {1}}, [][]float64{make([]float64, n), {0.5}}
		method := DefaultAdam
		method.Decay = 0.1
		o := method.Start([]int{n, 1})
		if share != nil {
			o.(Sharing).ShareWith(share)
		}
		for range 3 {
			for i := range grads[0] {
				grads[0][i] = r.NormFloat64()
			}
			o.Step(params, grads, 0.1)
		}
		return slices.Concat(params...)
	}
	jobs := 0
	backwards := func(n int, job func(i int)) {
		for i := n - 1; i >= 0; i-- {
			job(i)
		}
		jobs = n
	}
	if !cmp.Equal(run(nil), run(backwards)) || jobs != 5 {
		t.Errorf("parameters differ, or %d parts are not 5", jobs)
	}
}

// On the parabola θ²/2 momentum is a second-order recurrence: θ' = (1 + μ - lr)θ - μ θ before.
func TestMomentumOnAParabola(t *testing.T) {
	for _, mu := range []float64{0, 0.9} {
		o := SGD{Momentum: mu}.Start([]int{1})
		params := [][]float64{{1}}
		before, now := 1.0, 1.0
		for range 100 {
			o.Step(params, clone(params), 0.1)
			before, now = now, (1+mu-0.1)*now-mu*before
			closeTo(t, "θ", params[0][0], now, 1e-12)
		}
	}
}

// Stopping, saving, restoring and going on gives the bits of a run without a stop.
func TestRestoreToTheSameBits(t *testing.T) {
	methods := []Method{SGD{}, SGD{Momentum: 0.7}, DefaultAdam, Adam{Beta1: 0.5, Beta2: 0.9, Eps: 1e-6, Decay: 0.01}}
	rapid.Check(t, func(t *rapid.T) {
		method := rapid.SampledFrom(methods).Draw(t, "method")
		stop, more := rapid.IntRange(0, 5).Draw(t, "stop"), rapid.IntRange(1, 5).Draw(t, "more")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		params := randomStores(r)
		o := method.Start(sizes)
		for range stop {
			o.Step(params, randomStores(r), 0.1)
		}
		resumed, saved := clone(params), map[string][]float64{}
		for _, part := range o.State() {
			saved[part.Name] = slices.Clone(part.Values)
		}
		again := method.Start(sizes)
		if err := again.Restore(saved); err != nil {
			t.Fatal(err)
		}
		for range more {
			grads := randomStores(r)
			o.Step(params, grads, 0.1)
			again.Step(resumed, grads, 0.1)
		}
		if !cmp.Equal(params, resumed) || !cmp.Equal(o.State(), again.State()) {
			t.Fatalf("%v and %v", params, resumed)
		}
	})
}

func TestRestoreRefuses(t *testing.T) {
	o := DefaultAdam.Start([]int{2})
	full := map[string][]float64{"steps": {3}, "mean.0": {1, 2}, "square.0": {1, 2}, "loss": {0}}
	if err := o.Restore(full); err != nil {
		t.Fatal(err)
	}
	for message, saved := range map[string]map[string][]float64{
		`lacks "square.0"`: {"steps": {9}, "mean.0": {9, 9}},
		"has 1 numbers":    {"steps": {9}, "mean.0": {9}, "square.0": {9, 9}},
	} {
		if err := o.Restore(saved); err == nil || !strings.Contains(err.Error(), message) {
			t.Errorf("message %v lacks %q", err, message)
		}
	}
	want := []Slice{{"steps", []float64{3}}, {"mean.0", []float64{1, 2}}, {"square.0", []float64{1, 2}}}
	if diff := cmp.Diff(want, o.State()); diff != "" {
		t.Errorf("a refused state was taken over:\n%s", diff)
	}
}

func TestConstantsAreChecked(t *testing.T) {
	for _, m := range []Method{SGD{}, SGD{Momentum: 0.99}, DefaultAdam} {
		if err := m.Check(); err != nil {
			t.Error(err)
		}
	}
	nan := math.NaN()
	for message, m := range map[string]Method{
		"momentum is 1": SGD{Momentum: 1}, "momentum is NaN": SGD{Momentum: nan},
		"beta1 is -0.1": Adam{Beta1: -0.1}, "beta2 is 1": Adam{Beta2: 1},
		"eps of adam is 0": Adam{}, "weight decay is -1": Adam{Eps: 1, Decay: -1}, "weight decay is +Inf": Adam{Eps: 1, Decay: math.Inf(1)},
	} {
		if err := m.Check(); err == nil || !strings.Contains(err.Error(), message) {
			t.Errorf("message %v lacks %q", err, message)
		}
	}
}

func TestNorm(t *testing.T) {
	closeTo(t, "norm / 1e200", Norm([][]float64{{3e200, 4e200}})/1e200, 5, 1e-15)
	closeTo(t, "norm · 1e200", Norm([][]float64{{3e-200, 4e-200}})*1e200, 5, 1e-15)
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if norm := Norm([][]float64{{1, bad, 2}}); !math.IsNaN(norm) && !math.IsInf(norm, 1) {
			t.Errorf("norm %v with %v", norm, bad)
		}
	}
	if Norm(nil) != 0 || !math.IsNaN(Norm([][]float64{{math.NaN(), math.Inf(1)}})) {
		t.Error("norm of nothing, or of NaN")
	}
}
