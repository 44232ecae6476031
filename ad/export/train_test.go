package export

import (
	"fmt"
	"math"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/optim"
)

// Trainings in JAX on two devices end where the optimisers of Gibbs end, for the same gradients, learning rates and limit of these; the
// error of a measured objective is the standard error of its mean.
func TestTrainings(t *testing.T) {
	const steps = 12
	target, stiff := []float64{1, -2, 0.5}, []float64{1, 10, 0.1}
	start := []float64{0.3, 0.7, -1}
	for name, c := range map[string]struct {
		rule   Rule
		method optim.Method
		rates  []float64
		clip   float64
		sign   float64
	}{
		"adam":     {Rule{Adam: true, Beta1: 0.9, Beta2: 0.999, Eps: 1e-3}, optim.Adam{Beta1: 0.9, Beta2: 0.999, Eps: 1e-3}, []float64{0.1}, math.Inf(1), 1},
		"decay":    {Rule{Adam: true, Beta1: 0.8, Beta2: 0.9, Eps: 1e-8, Decay: 0.5}, optim.Adam{Beta1: 0.8, Beta2: 0.9, Eps: 1e-8, Decay: 0.5}, []float64{0.2, 0.02}, math.Inf(1), 1},
		"momentum": {Rule{Momentum: 0.7}, optim.SGD{Momentum: 0.7}, []float64{0.02}, math.Inf(1), -1},
		"clipped":  {Rule{}, optim.SGD{}, []float64{0.05, 0.2, 0.01}, 1.5, 1},
	} {
		g := ad.NewGraph()
		i := g.Axis("i", 3)
		leaf := &ad.Leaf{Kind: ad.ParamLeaf, Name: "p", Axes: []*ad.Axis{i}, Type: ad.Real, Len: 3}
		noise := &ad.Leaf{Kind: ad.NormalLeaf, Name: "noise", Type: ad.Real}
		d := g.Apply(ad.Sub, g.Leaf(leaf), g.Table([]*ad.Axis{i}, target, ad.Real))
		loss := g.Sum(g.Apply(ad.Mul, g.Table([]*ad.Axis{i}, stiff, ad.Real), g.Apply(ad.Mul, d, d)), i)
		loss = g.Apply(ad.Add, loss, g.Leaf(noise)) // has no derivative
		source, err := JAX.Write(&Module{Params: []Param{{Leaf: leaf, Values: start}}, Train: &Training{
			Objective: Function{Name: "objective", Results: []Result{{Node: loss}}}, Start: "loss", Steps: steps,
			Rates: c.rates, Sign: c.sign, Clip: c.clip, Rule: c.rule,
		}})
		if err != nil {
			t.Fatal(err)
		}
		p := append([]float64{}, start...)
		o := c.method.Start([]int{3})
		for step := range steps {
			grad := make([]float64, 3)
			for k := range grad {
				grad[k] = 2 * stiff[k] * (p[k] - target[k])
			}
			if norm := optim.Norm([][]float64{grad}); norm > c.clip {
				for k := range grad {
					grad[k] *= c.clip / norm
				}
			}
			at := float64(step) / (steps - 1) * float64(len(c.rates)-1)
			low := min(int(at), max(0, len(c.rates)-2))
			rate := c.rates[low]
			if len(c.rates) > 1 {
				rate += (at - float64(low)) * (c.rates[low+1] - c.rates[low])
			}
			o.Step([][]float64{p}, [][]float64{grad}, rate)
		}
		t.Run(name, func(t *testing.T) {
			judge(t, source, fmt.Sprintf(`
import os
os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=2"
import numpy as np, m
p = m.train(m.params, show=0)
assert np.allclose(p["p"], %s, rtol=1e-9, atol=1e-9), (p, %s)
value, error = m.measure(p, repeat=100)
want = %v * float(np.sum(np.array(%s) * (np.array(p["p"]) - np.array(%s))**2))
assert abs(error * 200**0.5 - 1) < 0.25, error  # 5 standard deviations
assert abs(value - want) < 5 / 200**0.5, (value, want)
`, list(p), list(p), c.sign, list(stiff), list(target)))
		})
	}
}

// list is a list of numbers in Python.
func list(values []float64) string {
	text := "["
	for _, v := range values {
		text += fmt.Sprintf("%.17g, ", v)
	}
	return text + "]"
}
