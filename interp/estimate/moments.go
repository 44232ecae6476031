package estimate

import "math"

// Moments accumulates mean and variance of independent samples in one pass (Welford 1962; two
// sets merge by Chan, Golub and LeVeque 1979). The zero value is empty.
type Moments struct {
	n    int
	mean float64
	m2   float64 // sum of squared deviations from the mean
}

// Add takes one sample.
func (m *Moments) Add(x float64) {
	m.n++
	d := x - m.mean
	m.mean += d / float64(m.n)
	m.m2 += d * (x - m.mean)
}

// AddAll takes samples in order.
func (m *Moments) AddAll(x []float64) {
	for _, v := range x {
		m.Add(v)
	}
}

// momentsOf are the moments of samples that are all at hand, in two passes.
func momentsOf(x []float64) Moments {
	mean := x[0] + shifted(x, x[0])/float64(len(x)) // exact where all are equal
	m := Moments{n: len(x), mean: mean}
	for _, v := range x {
		m.m2 += float64((v - mean) * (v - mean))
	}
	return m
}

// shifted is Σ (x - from).
func shifted(x []float64, from float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v - from
	}
	return sum
}

// Merge takes all samples of another accumulator.
func (m *Moments) Merge(o Moments) {
	if m.n == 0 {
		*m = o
		return
	}
	if o.n == 0 {
		return
	}
	n := float64(m.n + o.n)
	d := o.mean - m.mean
	m.m2 += o.m2 + d*d*float64(m.n)*float64(o.n)/n
	m.mean += d * float64(o.n) / n
	m.n += o.n
}

// N is the number of samples.
func (m *Moments) N() int { return m.n }

// Mean is the mean, NaN without samples.
func (m *Moments) Mean() float64 {
	if m.n == 0 {
		return math.NaN()
	}
	return m.mean
}

// Variance is the unbiased variance of one sample, NaN for fewer than two samples.
func (m *Moments) Variance() float64 {
	if m.n < 2 {
		return math.NaN()
	}
	return m.m2 / float64(m.n-1)
}

// Err is the standard error of the mean.
func (m *Moments) Err() float64 { return math.Sqrt(m.Variance() / float64(m.n)) }

// Estimate is the mean as a new measurement.
func (m *Moments) Estimate() *Estimate { return Measured(m.Mean(), m.Err(), m.n) }

// Mean is the mean of independent samples.
func Mean(x []float64) *Estimate {
	var m Moments
	m.AddAll(x)
	return m.Estimate()
}

// Variance is the unbiased variance of independent samples; its error comes from the spread of
// the squared deviations, whatever the distribution.
func Variance(x []float64) *Estimate {
	var m, squares Moments
	m.AddAll(x)
	for _, v := range x {
		squares.Add((v - m.Mean()) * (v - m.Mean()))
	}
	return Measured(m.Variance(), squares.Err(), m.N())
}

// Weights accumulates log weights w of independent samples for log ⟨e^w⟩, as for a free energy by
// importance sampling. The largest weight is taken out, so that nothing overflows. The zero
// value is empty.
type Weights struct {
	n          int
	max        float64
	sum, sumSq float64 // of exp(w-max) and of its square
}

// Add takes one log weight; -Inf is a weight of zero.
func (w *Weights) Add(x float64) { w.Merge(Weights{n: 1, max: x, sum: 1, sumSq: 1}) }

// Merge takes all weights of another accumulator.
func (w *Weights) Merge(o Weights) {
	switch {
	case o.n == 0:
		return
	case w.n == 0:
		*w = o
		return
	}
	m := math.Max(w.max, o.max)
	a, b := relative(w.max, m), relative(o.max, m)
	w.sum = w.sum*a + o.sum*b
	w.sumSq = w.sumSq*a*a + o.sumSq*b*b
	w.n, w.max = w.n+o.n, m
}

// relative is exp(x-max), 1 where both are -Inf.
func relative(x, max float64) float64 {
	if x == max {
		return 1
	}
	return math.Exp(x - max)
}

// ESS is the effective sample size (Σw)²/Σw² of Kish, between 1 and the number of samples.
func (w *Weights) ESS() float64 {
	if math.IsInf(w.max, 0) || w.n == 0 {
		return 0
	}
	return w.sum * w.sum / w.sumSq
}

// LogMean is log ⟨e^w⟩, its error by the delta method: the relative error of the mean weight. It is
// biased, being a logarithm.
func (w *Weights) LogMean() *Estimate {
	n := float64(w.n)
	mean := w.max + math.Log(w.sum/n)
	switch {
	case w.n == 0:
		mean = math.NaN()
	case math.IsInf(w.max, -1):
		mean = w.max
	}
	if math.IsNaN(mean) || math.IsInf(mean, 0) {
		return Exact(mean)
	}
	// Relative variance of a weight over n: Σw²/(Σw)² - 1/n, with Bessel's correction.
	rel := (w.sumSq/(w.sum*w.sum) - 1/n) * n / (n - 1)
	e := Measured(mean, math.Sqrt(math.Max(rel, 0)), w.n)
	e.biased = !e.IsExact()
	return e
}

// LogMeanExp is log ⟨e^w⟩ over independent samples, and their effective number.
func LogMeanExp(w []float64) (e *Estimate, ess float64) {
	var acc Weights
	for _, x := range w {
		acc.Add(x)
	}
	return acc.LogMean(), acc.ESS()
}
