package optim

import (
	"math"
	"slices"
)

// Clip shortens gradients that are rare and huge. Near a singularity of an energy the gradient of an expectation may have
// no variance (that of 1/r in the plane has a tail P(|g| > x) ~ 1/x), and its mean over a batch no less: one draw then
// outweighs a thousand, and the mean square that Adam remembers of it all but stops the training for 1/(1 - β₂) steps. So a
// gradient is made at most Limit long, or without a Limit Spike times as long as the median of the last Window (after
// AutoClip: Seetharaman, Wichern, Pardo and Le Roux, arXiv:2007.14469). Noise that has a variance stays below.
type Clip struct {
	Limit float64 // the largest norm; 0 to follow the median, +Inf for none

	memory []float64 // how many were cut, the step of the last cut, the lowest limit, the last norms by step modulo Window
	sorted []float64
}

// Constants of a limit that follows the median.
const (
	Spike  = 10  // medians that a gradient may be long
	Window = 100 // steps that the median looks back
)

// NewClip clips at a limit: 0 to follow the median, +Inf for no clipping.
func NewClip(limit float64) *Clip {
	c := &Clip{Limit: limit, memory: make([]float64, 3+Window), sorted: make([]float64, Window)}
	c.memory[2] = math.Inf(1)
	for i := range c.norms() {
		c.norms()[i] = math.NaN()
	}
	return c
}

func (c *Clip) norms() []float64 { return c.memory[3:] }

// Count is how many gradients were shortened.
func (c *Clip) Count() int { return int(c.memory[0]) }

// State is what Apply remembers. It changes with the next call.
func (c *Clip) State() []float64 { return c.memory }

// Apply scales the gradients of a step, counted from 1, whose norm is given and finite. What the optimizer remembers of
// spikes was cut to the limit of its day; where the limit has fallen since, it shrinks with it.
func (c *Clip) Apply(grads [][]float64, norm float64, step int, o Optimizer) {
	count, last, lowest := &c.memory[0], &c.memory[1], &c.memory[2]
	limit := c.Limit
	if limit == 0 {
		limit = Spike * c.median(step)
		c.norms()[(step-1)%Window] = norm
	}
	if limit < *lowest {
		if *count > 0 && float64(step)-*last <= Window {
			o.Shrink(limit / *lowest)
		}
		*lowest = limit
	}
	if norm > limit {
		*count, *last = *count+1, float64(step)
		scale(grads, limit/norm)
	}
}

// median is that of the norms before a step, +Inf where there is none but zero.
func (c *Clip) median(step int) float64 {
	copy(c.sorted, c.norms())
	slices.Sort(c.sorted) // NaN first
	known := c.sorted[Window-min(step-1, Window):]
	if len(known) == 0 || known[len(known)/2] == 0 {
		return math.Inf(1)
	}
	return known[len(known)/2]
}

func scale(lists [][]float64, by float64) {
	for _, list := range lists {
		for i := range list {
			list[i] *= by
		}
	}
}
