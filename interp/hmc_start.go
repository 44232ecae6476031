package interp

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad/exec"
	"github.com/gibbs-lang/gibbs/ad/kernel"
)

const (
	maxStarts = 200  // points that each chain may try as its beginning
	maxRelax  = 1000 // evaluations on the way from there to a better one
)

// start finds a point with finite log p and finite derivatives for each chain: standard normal numbers, then also
// wider and narrower ones, and uniform ones in a cell. Chains that find none begin where others do.
func (h *hmc) start(env *exec.Env, warmup int, key uint64) {
	h.env, h.warmup = env, warmup
	h.findCells(key)
	found := make([]bool, h.chains)
	draw := make([]float64, len(h.x))
	left := h.chains
	for try := 0; try < maxStarts && left > 0; try++ {
		width := startWidth(try)
		kernel.Normal(draw, [2]uint64{h.key[0], key}, uint64(try), 0, 0, 0)
		kernel.MulS(draw, draw, width)
		h.inCell(draw, key, try)
		for k := range draw {
			if !found[k%h.chains] {
				h.x[k] = draw[k]
			}
		}
		h.evaluate()
		for j, in := range h.inside {
			if !found[j] && in && h.finiteSlope(j) {
				found[j] = true
				left--
			}
		}
	}
	if left == h.chains {
		h.noStart()
	}
	h.share(found)
	h.evaluate()
	h.relax()
	h.wrap()
	h.warm = h.newWarmUp()
}

// startWidth is 1 for the first tries, then by turns a larger and a smaller power of 2, up to 512 and down to 1/512.
func startWidth(try int) float64 {
	if try < 10 {
		return 1
	}
	return math.Exp2(float64(try/2%10) * float64(1-try%2*2))
}

// finiteSlope tells whether the derivatives of log p at a chain are finite.
func (h *hmc) finiteSlope(chain int) bool {
	for k := chain; k < len(h.g); k += h.chains {
		if !isFinite(h.g[k]) {
			return false
		}
	}
	return true
}

// relax takes chains out of places far from equilibrium, such as particles nearly on top of each other, where forces
// are so strong that only minute steps could follow them. A chain goes along the derivative of log p as long as
// there is a step along which log p rises by more than 1 for each site. In equilibrium log p lacks about ½ for each
// site at its maximum, so that chains that began well stay.
func (h *hmc) relax() {
	least := float64(h.sites) + 5
	reach, steepest := h.u, h.rate
	kernel.Fill(reach, 1)
	uphill := make([]bool, h.chains)
	for range maxRelax {
		h.remember()
		clear(steepest)
		for k, g := range h.g {
			steepest[k%h.chains] = math.Max(steepest[k%h.chains], math.Abs(g))
		}
		for j, s := range steepest {
			uphill[j] = s*reach[j]*float64(h.sites) >= least && isFinite(s)
		}
		if !slices.Contains(uphill, true) {
			return
		}
		for k, g := range h.g {
			if j := k % h.chains; uphill[j] {
				h.x[k] += float64(g / steepest[j] * reach[j])
			}
		}
		h.evaluate()
		for j, in := range h.inside {
			uphill[j] = uphill[j] && in && h.logp[j]-h.begin.logp[j] >= least
			reach[j] /= 2
			if uphill[j] {
				reach[j] *= 4
			}
		}
		h.restore(func(j int) bool { return !uphill[j] })
	}
}

// share gives chains that found no beginning those of others, in turn.
func (h *hmc) share(found []bool) {
	var good []int
	for j, f := range found {
		if f {
			good = append(good, j)
		}
	}
	for j, f := range found {
		if f {
			continue
		}
		from := good[j%len(good)]
		for k := 0; k < len(h.x); k += h.chains {
			h.x[k+j] = h.x[k+from]
		}
	}
}

// noStart reports a density that has no value, or no slope, anywhere that was tried.
func (h *hmc) noStart() {
	l := h.plan.Value(0)[0]
	reason := "the density is zero there"
	switch {
	case isFinite(l):
		reason = "the derivative of log p is infinite or not a number there"
	case math.IsNaN(l):
		reason = "a root, a logarithm or a quotient in it has no value there"
	case l > 0:
		reason = "the density is infinite there"
	}
	fail("G0619", h.node, fmt.Sprintf("no point was found where a chain of %s could begin", h.model), why("%s", reason),
		here("log p is %s at %s; %d points were tried", inWords(l), h.point(0), h.chains*maxStarts),
		help("chains begin near 0, with a spread of 1: a density that lives elsewhere is moved there by a change of variables"))
}

func inWords(x float64) string {
	switch {
	case math.IsNaN(x):
		return "not a number"
	case math.IsInf(x, -1):
		return "-∞"
	case math.IsInf(x, 1):
		return "∞"
	}
	return fmt.Sprintf("%.4g", x)
}

// point names the state of a chain.
func (h *hmc) point(chain int) string {
	const shown = 6
	var parts []string
	for _, cv := range h.vars {
		var values []string
		for i := range min(cv.sites, shown) {
			values = append(values, inWords(cv.state[i*h.chains+chain]))
		}
		text := strings.Join(values, ", ")
		if cv.sites > shown {
			text += ", …"
		}
		if len(cv.dims) > 0 {
			text = "[" + text + "]"
		}
		parts = append(parts, cv.leaf.Leaf.Name+" = "+text)
	}
	return strings.Join(parts, ", ")
}
