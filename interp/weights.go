package interp

import (
	"fmt"
	"math"

	"github.com/gibbs-lang/gibbs/ad/exec"
	"github.com/gibbs-lang/gibbs/lang"
)

// checkWeights refuses a ∝ model whose weight is negative or not a number at one of the states looked at, or zero at
// all of them; logw are their logarithms.
func checkWeights(n lang.Node, inst *Instance, logw []float64, states string) {
	bad, zero := 0, 0
	for _, l := range logw {
		if math.IsNaN(l) {
			bad++
		}
		if math.IsInf(l, -1) {
			zero++
		}
	}
	places := "at all " + states
	if bad > 0 && bad < len(logw) {
		places = fmt.Sprintf("at %d of %d %s", bad, len(logw), states)
	}
	switch {
	case bad > 0:
		fail("G0621", n, fmt.Sprintf("the weight of %s is negative, or not a number", inst.title()),
			here("%s", places), why("what is proportional to a probability is nowhere below zero"),
			help("after ∝ stands a weight, such as exp(-E(s)), and not the energy or an amplitude; where a state is forbidden: if c then exp(-E(s)) else 0"))
	case zero == len(logw):
		fail("G0621", n, fmt.Sprintf("the weight of %s is zero", inst.title()), here("%s", places),
			why("weights that are zero everywhere have no normalisation"), help("write exp(-E(s)) for an energy; a constraint leaves at least one state"))
	}
}

// checkWeights looks at the states in which the chains of discrete variables are. A chain does not go from a possible
// state to an impossible one, so that chains which have found none are not sampled from.
func (ch *chains) checkWeights(s *Session, n lang.Node, env *exec.Env) {
	if ch.hmc != nil {
		return // begins where log p is finite
	}
	s.runPlan(n, ch.weight, env)
	checkWeights(n, ch.inst, ch.weight.Value(0), "chains")
}
