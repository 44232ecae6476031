package interp

import (
	"fmt"
	"math"
	"strings"

	"github.com/gibbs-lang/gibbs/ad/exec"
	"github.com/gibbs-lang/gibbs/ad/kernel"
)

// maxStarts is the number of points that each chain may try as its beginning.
const maxStarts = 200

// start finds a point with finite log p for each chain: standard normal numbers, then also wider and
// narrower ones. Chains that find none begin where others do.
func (h *hmc) start(env *exec.Env, warmup int, key uint64) {
	h.env, h.warmup = env, warmup
	found := make([]bool, h.chains)
	draw := make([]float64, len(h.x))
	left := h.chains
	for try := 0; try < maxStarts && left > 0; try++ {
		width := 1.0
		if try >= 10 {
			width = math.Exp2(float64(try/2%10) * float64(1-try%2*2))
		}
		kernel.Normal(draw, [2]uint64{h.key[0], key}, uint64(try), 0, 0, 0)
		for k := range draw {
			if !found[k%h.chains] {
				h.x[k] = width * draw[k]
			}
		}
		h.evaluate()
		for j, in := range h.inside {
			if in && !found[j] {
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
	h.warm = h.newWarmUp()
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

// noStart reports a density that is not finite anywhere that was tried.
func (h *hmc) noStart() {
	l := h.plan.Value(0)[0]
	reason := "the density is zero there"
	switch {
	case math.IsNaN(l):
		reason = "a root, a logarithm or a quotient in it has no value there"
	case l > 0:
		reason = "the density is infinite there"
	}
	fail("G0619", h.node, fmt.Sprintf("no point was found where a chain of %s could begin", h.model),
		here("log p is %s at %s, and not finite at %d points more", inWords(l), h.point(0), h.chains*maxStarts-1), why("%s", reason),
		help("chains begin near 0, with a spread of 1: write the model in variables that are of this size"))
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
