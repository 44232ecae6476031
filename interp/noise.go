package interp

import (
	"fmt"
	"math"

	"github.com/gibbs-lang/gibbs/ad/kernel"
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

// stretch is how many numbers stay in the first-level cache between one operation and the next.
const stretch = 1024

func (n *noise) add(g [][]float64, norm float64) float64 {
	n.sums[0] = memory*n.sums[0] + (1-memory)*norm*norm
	n.sums[1] = memory*n.sums[1] + (1 - memory)
	square, weight := n.sums[0], n.sums[1]
	sum := 0.0
	for i := range g {
		m := n.mean[i]
		for at := 0; at < len(m); at += stretch {
			to := min(at+stretch, len(m))
			kernel.MulS(m[at:to], m[at:to], memory)
			kernel.Axpy(m[at:to], 1-memory, g[i][at:to])
			sum += kernel.Dot(m[at:to], m[at:to])
		}
	}
	// For independent gradients the running mean keeps the share Σw² of their variance.
	share := (1 - memory) / (1 + memory) * (2/weight - 1)
	if share >= 1 {
		return math.NaN()
	}
	return math.Max(0, (square/weight-sum/(weight*weight))/(1-share))
}
