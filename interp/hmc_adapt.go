package interp

import (
	"math"

	"github.com/gibbs-lang/gibbs/interp/estimate"
)

// During warm-up, and only then, all chains together choose
//
//   - the size of a step, by dual averaging, so that targetRate of the trajectories are accepted
//     (Hoffman and Gelman, J. Mach. Learn. Res. 15, 1593 (2014), section 3.2);
//   - the masses, from the variance of each site over windows that double in length (the warm-up of Stan);
//   - the length of a trajectory, by ascent on the expected change of |x - ⟨x⟩|² between its ends
//     (ChEES: Hoffman, Radul and Sountsov, AISTATS 2021). A single chain keeps firstLength. On a cell (hmc_cell.go) masses are such
//     that a trajectory crosses a part of it.

const (
	targetRate  = 0.8
	firstLength = 3.0 // a half period of a normal distribution, with the masses of its variances
	lengthRate  = 0.025
	lengthDecay = 0.95
)

// dualAverage seeks the logarithm of a step size that gives a mean acceptance.
type dualAverage struct {
	mu, gap, mean float64
	t             float64
}

// next is the next step size after an acceptance.
func (d *dualAverage) next(rate float64) float64 {
	const gamma, t0, kappa = 0.05, 10, 0.75
	d.t++
	d.gap += (targetRate - rate - d.gap) / (d.t + t0)
	l := d.mu - math.Sqrt(d.t)/gamma*d.gap
	d.mean += math.Pow(d.t, -kappa) * (l - d.mean)
	return math.Exp(l)
}

// warmUp is the adaptation of one run.
type warmUp struct {
	h       *hmc
	windows *windows
	size    dualAverage
	moments []estimate.Moments // of each site in this window
	slope   float64            // of the change of |x - ⟨x⟩|² with the time of a trajectory
	square  float64            // running mean of its square
	weight  float64            // of that mean
}

func (h *hmc) newWarmUp() *warmUp {
	w := &warmUp{h: h, windows: newWindows(h.warmup), moments: make([]estimate.Moments, h.sites)}
	w.restart(0)
	return w
}

// restart seeks the step size anew.
func (w *warmUp) restart(step int) {
	w.h.reasonable(step)
	w.size = dualAverage{mu: math.Log(10 * w.h.size), mean: math.Log(w.h.size)}
}

// move is one step of the chains and what is learnt from it.
func (w *warmUp) move(step int) {
	h := w.h
	time := float64(h.leaps(step)) * h.size
	h.move(step, w.look)
	rate := h.meanRate()
	if step < h.warmup/2 {
		rate = h.harmonicRate()
	}
	h.size = w.size.next(rate)
	if w.windows.learns(step) {
		w.lengthen(w.slope * time)
		at := 0
		for i := range w.moments {
			w.moments[i].AddAll(h.x[at : at+h.chains])
			at += h.chains
		}
	}
	if w.windows.ends(step) {
		for i := range w.moments {
			if v := w.moments[i].Variance(); h.period[i] == 0 && v > 0 && isFinite(v) && isFinite(1/v) {
				h.variance[i] = v
			}
			w.moments[i] = estimate.Moments{}
		}
		w.restart(step)
	}
	if w.windows.last(step) {
		h.size = math.Exp(w.size.mean)
	}
}

// meanRate is the share of the trajectories accepted, and of their steps that stayed in the support.
func (h *hmc) meanRate() float64 {
	sum := 0.0
	for _, r := range h.rate {
		sum += r
	}
	return sum / float64(h.chains) * (1 - float64(h.out)/float64(h.taken))
}

// harmonicRate is the harmonic mean of the acceptances: nearly zero as soon as one chain is stuck, as a chain
// may be where it began.
func (h *hmc) harmonicRate() float64 {
	sum := 0.0
	for _, r := range h.rate {
		sum += 1 / r
	}
	return float64(h.chains) / sum * (1 - float64(h.out)/float64(h.taken))
}

// look finds the slope of the mean of ¼(|x' - ⟨x'⟩|² - |x - ⟨x⟩|²)² over chains, x the beginning and x' the end
// of a trajectory, with its length. Distances are in units of the σ, and chains weigh what they are accepted.
func (w *warmUp) look() {
	h := w.h
	total := 0.0
	for _, r := range h.rate {
		total += r
	}
	change, speed := h.u, h.energy // both are free now
	clear(change)
	clear(speed)
	at := 0
	for i, v := range h.variance {
		if h.period[i] > 0 {
			at += h.chains // goes around: no distance tells how far
			continue
		}
		from, to, p := h.begin.x[at:at+h.chains], h.x[at:at+h.chains], h.p[at:at+h.chains]
		m0, m1 := 0.0, 0.0
		for j, r := range h.rate {
			m0 += from[j]
			m1 += float64(r * to[j])
		}
		m0, m1 = m0/float64(h.chains), m1/total
		for j := range change {
			a, b := from[j]-m0, to[j]-m1
			change[j] += float64((b*b - a*a) / v)
			speed[j] += float64(b * p[j])
		}
		at += h.chains
	}
	w.slope = 0
	for j, r := range h.rate {
		if r > 0 {
			w.slope += r * change[j] * speed[j]
		}
	}
}

// lengthen changes the length of the trajectories along a slope with its logarithm, by the rule of Adam
// without momentum.
func (w *warmUp) lengthen(s float64) {
	h := w.h
	if h.chains < 2 || !isFinite(s*s) || s == 0 {
		return
	}
	w.square = lengthDecay*w.square + (1-lengthDecay)*s*s
	w.weight = lengthDecay*w.weight + (1 - lengthDecay)
	h.length *= math.Exp(lengthRate * s / math.Sqrt(w.square/w.weight))
	h.length = math.Max(h.size, math.Min(h.length, maxLeaps*h.size))
}

// reasonable doubles or halves the size of a step until the mean acceptance of one step crosses ½.
func (h *hmc) reasonable(step int) {
	const limit = 60
	everywhere := func(int) bool { return true }
	rate := func() float64 {
		h.launch(step, 1)
		h.trajectory(1, h.size)
		h.judge()
		h.restore(everywhere)
		return h.meanRate()
	}
	grow := rate() > 0.5
	for range limit {
		if grow {
			h.size *= 2
		} else {
			h.size /= 2
		}
		if (rate() > 0.5) != grow {
			return
		}
	}
}

// windows cut the warm-up in parts: a beginning in which the chains find the typical set, windows for the
// masses, each twice as long as the one before, and an end in which the step size alone is adapted. As many chains
// measure together, the first window is short.
type windows struct {
	steps, begin, end int
	at                map[int]bool // the last steps of windows
}

func newWindows(steps int) *windows {
	w := &windows{steps: steps, begin: min(steps/10, 75), end: steps - min(steps/4, 50), at: map[int]bool{}}
	width := 10
	for from := w.begin; from < w.end; width *= 2 {
		to := from + width
		if to+2*width > w.end {
			to = w.end
		}
		w.at[to-1] = true
		from = to
	}
	return w
}

func (w *windows) learns(step int) bool { return step >= w.begin && step < w.end }
func (w *windows) ends(step int) bool   { return w.at[step] }
func (w *windows) last(step int) bool   { return step == w.steps-1 }
