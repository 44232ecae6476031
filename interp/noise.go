package interp

import (
	"fmt"
	"math"
)

// noise follows the variance of the gradient: the mean of |g|² less |mean of g|², over the last steps.
type noise struct {
	mean [][]float64
	sums [2]float64 // of |g|², of the weights
}

func newNoise(like [][]float64) *noise {
	n := &noise{mean: make([][]float64, len(like))}
	for i := range like {
		n.mean[i] = make([]float64, len(like[i]))
	}
	return n
}

// state is what a checkpoint keeps.
func (n *noise) state() map[string][]float64 {
	out := map[string][]float64{"sums": n.sums[:]}
	for i, m := range n.mean {
		out[fmt.Sprintf("mean.%d", i)] = m
	}
	return out
}

// memory is the share of the past in running means.
const memory = 0.95

func (n *noise) add(g [][]float64, norm float64) float64 {
	n.sums[0] = memory*n.sums[0] + (1-memory)*norm*norm
	n.sums[1] = memory*n.sums[1] + (1 - memory)
	square, weight := n.sums[0], n.sums[1]
	sum := 0.0
	for i := range g {
		m := n.mean[i]
		for k, x := range g[i] {
			m[k] = memory*m[k] + (1-memory)*x
			sum += m[k] * m[k]
		}
	}
	// For independent gradients the running mean keeps the share Σw² of their variance.
	share := (1 - memory) / (1 + memory) * (2/weight - 1)
	if share >= 1 {
		return math.NaN()
	}
	return math.Max(0, (square/weight-sum/(weight*weight))/(1-share))
}
