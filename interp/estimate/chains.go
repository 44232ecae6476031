package estimate

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/dsp/fourier"

	"github.com/gibbs-lang/gibbs/ad/kernel"
)

// Chains is what several Markov chains of one length tell about an observable.
type Chains struct {
	Mean  *Estimate // its error includes the autocorrelation
	SD    float64   // standard deviation of one sample
	Tau   float64   // integrated autocorrelation time 1 + 2 Σ ρ(t), in steps
	ESS   float64   // effective number of samples, chains × steps/Tau
	RHat  float64   // split, rank-normalised and folded; NaN for a constant
	Count int
	Steps int
}

// MinSteps is the shortest chain that can be judged.
const MinSteps = 4

// FromChains analyses x[chain][step]. Chains must be equally long and have at least four steps.
func FromChains(x [][]float64) (*Chains, error) {
	if len(x) == 0 {
		return nil, errors.New("no chain to take a mean of")
	}
	steps := len(x[0])
	for _, c := range x {
		if len(c) != steps {
			return nil, fmt.Errorf("chains of different lengths, %d and %d", steps, len(c))
		}
	}
	if steps < MinSteps {
		return nil, fmt.Errorf("chains of %d steps are too short to judge: at least %d are needed", steps, MinSteps)
	}
	var m Moments
	for _, c := range x {
		m.Merge(momentsOf(c))
	}
	out := &Chains{Count: len(x), Steps: steps, SD: math.Sqrt(m.Variance()), Tau: AutocorrelationTime(x), RHat: RHat(x)}
	n := float64(m.N())
	out.ESS = math.Min(n/out.Tau, n*math.Log10(n)) // anticorrelated chains gain only so much
	out.Mean = Measured(m.Mean(), out.SD/math.Sqrt(out.ESS), int(math.Max(1, out.ESS)))
	return out, nil
}

// Problems lists reasons not to trust the chains, in words.
func (c *Chains) Problems() []string {
	var out []string
	if c.SD == 0 {
		return []string{"the observable never changed: the chains may be stuck"}
	}
	if c.SD < rounding*math.Abs(c.Mean.Mean()) {
		return nil // it is a constant, as the local energy of an eigenstate
	}
	switch limit := c.limit(); {
	case c.RHat > apart:
		out = append(out, fmt.Sprintf("R-hat is %.3f: the chains sit in different places, as with separate modes", c.RHat))
	case c.RHat > limit:
		out = append(out, fmt.Sprintf("R-hat is %.3f, above %.3g: the chains have not mixed", c.RHat, limit))
	}
	if float64(c.Steps) < 50*c.Tau {
		out = append(out, fmt.Sprintf("the chains have %d steps, fewer than 50 autocorrelation times (%.3g): the error may be too small", c.Steps, c.Tau))
	}
	if c.ESS < 400 {
		out = append(out, fmt.Sprintf("the effective sample size is %.0f, below 400", c.ESS))
	}
	return out
}

// limit is the largest R-hat of chains that have mixed: 1.01, and what the scatter of the means of half chains
// adds by chance, Count/ESS to first order, as each half has ESS/(2 Count) effective samples; never more than
// apart, since chains that do not mix have few effective samples.
func (c *Chains) limit() float64 {
	return math.Min(apart, 1.01+float64(c.Count)/c.ESS)
}

// rounding is the relative spread of an observable that differs by rounding only.
const rounding = 1e-13

// apart is an R-hat that chance does not explain: the limit that was usual before the one of 1.01.
const apart = 1.1

// window is Sokal's constant c: the sum over ρ(t) ends at the first t ≥ c·τ(t), but not before
// minWindow, so that chains that alternate are seen to.
const (
	window    = 5
	minWindow = 10
)

// AutocorrelationTime is the integrated autocorrelation time 1 + 2 Σ ρ(t), summed up to Sokal's
// self-consistent window; ρ is averaged over chains that share one mean. It is 1 for a constant.
// Source: Sokal, "Monte Carlo methods in statistical mechanics" (1996), section 3.
func AutocorrelationTime(x [][]float64) float64 {
	var m Moments
	for _, c := range x {
		m.Merge(momentsOf(c))
	}
	if m.Variance() == 0 {
		return 1
	}
	steps := len(x[0])
	tau, reached := 0.0, false
	for lags := 16; !reached; lags *= 4 {
		if lags > fewLags && lags < steps {
			tau, _ = timeUpToWindow(autocorrelation(x, m.Mean()))
			break
		}
		tau, reached = timeUpToWindow(firstLags(x, m.Mean(), min(lags, steps)))
		reached = reached || lags >= steps
	}
	// Strong anticorrelation can push the sum below zero by noise.
	return math.Max(tau, 1/float64(steps))
}

// fewLags is the number of lags up to which products of shifted chains are added up one by one; a Fourier transform
// finds more of them faster.
const fewLags = 256

// timeUpToWindow is 1 + 2 Σ ρ(t) up to the window, if that is reached.
func timeUpToWindow(rho []float64) (tau float64, reached bool) {
	tau = 1
	for t := 1; t < len(rho); t++ {
		tau += 2 * rho[t]
		if t >= minWindow && float64(t) >= window*tau {
			return tau, true
		}
	}
	return tau, false
}

// firstLags is ρ(t) for t < lags.
func firstLags(x [][]float64, mean float64, lags int) []float64 {
	rho := make([]float64, lags)
	centred := make([]float64, len(x[0]))
	for _, c := range x {
		kernel.AddS(centred, c, -mean)
		for t := range rho {
			rho[t] += kernel.Dot(centred[t:], centred[:len(centred)-t])
		}
	}
	kernel.MulS(rho, rho, 1/rho[0])
	return rho
}

// autocorrelation is ρ(t) by Fourier transform.
func autocorrelation(x [][]float64, mean float64) []float64 {
	steps := len(x[0])
	size := 1
	for size < 2*steps {
		size *= 2
	}
	fft := fourier.NewFFT(size)
	padded := make([]float64, size)
	power := make([]complex128, size/2+1)
	var coefficients []complex128
	for _, c := range x {
		clear(padded)
		for t, v := range c {
			padded[t] = v - mean
		}
		coefficients = fft.Coefficients(coefficients, padded)
		for k, z := range coefficients {
			power[k] += complex(real(z)*real(z)+imag(z)*imag(z), 0)
		}
	}
	rho := fft.Sequence(padded, power)[:steps]
	norm := rho[0]
	for t := range rho {
		rho[t] /= norm
	}
	return rho
}

// RHat is the larger of the split rank-normalised R-hat and that of the folded values, which
// finds chains that differ in spread (it is left out where folding leaves nothing that varies, as
// for spins). It is NaN if nothing varies, +Inf for chains stuck at different values. Source: Vehtari, Gelman, Simpson, Carpenter and Bürkner,
// Bayesian Analysis 16, 667 (2021), equations 1–4 and section 4.
func RHat(x [][]float64) float64 {
	halves := split(x)
	var bulk, tails float64
	if c := count(halves); c != nil {
		median := c.median()
		bulk, tails = c.rHat(func(v float64) float64 { return v }), c.rHat(func(v float64) float64 { return math.Abs(v - median) })
	} else {
		bulk, tails = plainRHat(rankNormal(halves)), plainRHat(rankNormal(folded(halves)))
	}
	if math.IsNaN(tails) {
		return bulk
	}
	return math.Max(bulk, tails)
}

// split cuts each chain in two; of an odd number of steps the middle one is left out.
func split(x [][]float64) [][]float64 {
	var out [][]float64
	for _, c := range x {
		h := len(c) / 2
		out = append(out, c[:h], c[len(c)-h:])
	}
	return out
}

// plainRHat compares the variance of all samples with that within chains.
func plainRHat(x [][]float64) float64 {
	chains := make([]Moments, len(x))
	for k, c := range x {
		chains[k] = momentsOf(c)
	}
	return momentsRHat(chains)
}

// momentsRHat is plainRHat of chains of which the moments are known.
func momentsRHat(chains []Moments) float64 {
	var between, within Moments
	n := float64(chains[0].N())
	for _, m := range chains {
		between.Add(m.Mean())
		within.Add(m.Variance())
	}
	w := within.Mean()
	return math.Sqrt(((n-1)/n*w + between.Variance()) / w)
}

// rankNormal replaces values by the normal scores of their ranks among all samples; equal values
// share the mean of their ranks.
func rankNormal(x [][]float64) [][]float64 {
	type place struct {
		value float64
		to    *float64
	}
	var all []place
	out := make([][]float64, len(x))
	for i, c := range x {
		out[i] = make([]float64, len(c))
		for t, v := range c {
			if math.IsNaN(v) {
				return [][]float64{{math.NaN(), math.NaN()}, {math.NaN(), math.NaN()}}
			}
			all = append(all, place{v, &out[i][t]})
		}
	}
	slices.SortFunc(all, func(a, b place) int { return compare(a.value, b.value) })
	for i := 0; i < len(all); {
		j := i
		for j < len(all) && all[j].value == all[i].value {
			j++
		}
		score := normalScore(float64(i+j+1)/2, float64(len(all)))
		for ; i < j; i++ {
			*all[i].to = score
		}
	}
	return out
}

// compare orders numbers.
func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// normalScore is the normal quantile that stands for a rank among n samples.
func normalScore(rank, n float64) float64 {
	return math.Sqrt2 * math.Erfinv(2*(rank-3.0/8)/(n+1.0/4)-1)
}

// folded is the distance from the median of all samples.
func folded(x [][]float64) [][]float64 {
	all := slices.Concat(x...)
	slices.Sort(all)
	n := len(all)
	median := (all[(n-1)/2] + all[n/2]) / 2
	out := make([][]float64, len(x))
	for i, c := range x {
		out[i] = make([]float64, len(c))
		for t, v := range c {
			out[i][t] = math.Abs(v - median)
		}
	}
	return out
}
