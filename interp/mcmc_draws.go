package interp

import (
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/estimate"
)

// What chains have visited, as values of the language, and what it is worth.

// draws are the states as arrays over a lane of chains times steps, chain after chain.
func (ch *chains) draws(c ctx, lane *ad.Axis) []*Array {
	out := make([]*Array, len(ch.vars))
	for k := range ch.vars {
		out[k] = ch.draw(c, k, lane)
	}
	return out
}

// draw is that of one variable.
func (ch *chains) draw(c ctx, k int, lane *ad.Axis) *Array {
	cv := ch.vars[k]
	node := c.g().Table(append(slices.Clone(cv.axes), lane), ch.seriesOf(c.s, k), cv.kind())
	return &Array{Node: node, Dims: cv.dims, Set: cv.typ.Set}
}

// seriesOf are the values of a variable, [site][chain][step].
func (ch *chains) seriesOf(s *Session, k int) []float64 {
	if ch.series == nil {
		ch.series = make([][]float64, len(ch.vars))
	}
	if ch.series[k] != nil {
		return ch.series[k]
	}
	const line = 8 // steps that share a cache line
	b, steps, states := ch.spec.chains, ch.spec.steps, ch.values[k]
	all := make([]float64, ch.vars[k].sites*b*steps)
	s.each(ch.vars[k].sites, func(i int) {
		to := all[i*b*steps : (i+1)*b*steps]
		for t := 0; t < steps; t += line {
			some := states[t:min(t+line, steps)]
			for j := range b {
				for u, state := range some {
					to[j*steps+t+u] = state[i*b+j]
				}
			}
		}
	})
	ch.series[k] = all
	return all
}

// quality is the worst R-hat and the smallest effective sample size over all sites.
func (ch *chains) quality(s *Session) (rhat, ess float64) {
	rhat, ess = 1, math.Inf(1)
	b, steps := ch.spec.chains, ch.spec.steps
	var lock sync.Mutex
	for k, cv := range ch.vars {
		all := ch.seriesOf(s, k)
		s.each(cv.sites, func(i int) {
			series := make([][]float64, b)
			for j := range b {
				series[j] = all[(i*b+j)*steps : (i*b+j+1)*steps]
			}
			if r, err := estimate.FromChains(series); err == nil {
				lock.Lock()
				defer lock.Unlock()
				if !math.IsNaN(r.RHat) {
					rhat = math.Max(rhat, r.RHat)
				}
				ess = math.Min(ess, r.ESS)
			}
		})
	}
	return rhat, ess
}

// each calls f for 0 to n-1, on as many threads as the session has.
func (s *Session) each(n int, f func(i int)) {
	workers := s.opts.Threads
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(workers, n) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	wait.Wait()
}
