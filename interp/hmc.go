package interp

import (
	"fmt"
	"math"
	"math/bits"
	"slices"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/exec"
	"github.com/gibbs-lang/gibbs/ad/kernel"
	"github.com/gibbs-lang/gibbs/lang"
)

// Hamiltonian Monte Carlo (Duane, Kennedy, Pendleton and Roweth, Phys. Lett. B 195, 216 (1987)). The real
// variables x of a ∝ model are given momenta p and move by the equations of
//
//	H = -log p(x) + ½ Σ σ_i² p_i²,    dx_i/dt = σ_i² p_i,    dp_i/dt = ∂log p/∂x_i,
//
// so that their masses are 1/σ_i². One plan gives log p and its derivatives for all chains at once, and all
// chains take their steps together: they share the size of a step and the number of steps of a trajectory,
// and each is accepted on its own with probability min(1, e^-ΔH).
//
// Where a step would lead out of the support (log p is -∞ there, or not a number) the chain stays and its
// momentum is reversed. Such a step is undone by the same step with the momentum reversed, and keeps
// volumes in phase space and H, as the leapfrog does; so walls cost no acceptance.

// hmc moves the real variables of a model.
type hmc struct {
	s      *Session
	node   lang.Node
	model  string
	vars   []*chainVar
	mixed  bool       // discrete variables move in between
	plan   *exec.Plan // log p, then its derivatives
	env    *exec.Env
	warm   *warmUp
	warmup int // steps

	step    int     // of logp in the value of the plan: 1, or 0 if it is the same for all chains
	from    []int32 // place of each derivative in the value of its variable
	ordered []bool  // by variable: the places are 0, 1, …

	chains, sites int
	x, p, g       []float64 // [site·chains + chain]: state, momenta, derivatives of log p
	before        []float64 // x before a step
	logp, energy  []float64 // [chain]; the energy at the beginning
	rate, u       []float64 // [chain]: acceptance, uniform numbers
	inside        []bool    // [chain]: the last step stayed in the support
	out, taken    int       // steps that did not, and all steps, of the last trajectory
	begin         phasePoint

	size     float64   // of a step in time
	scale    float64   // of the next trajectory, all of its steps
	length   float64   // the longest time of a trajectory
	variance []float64 // σ² of each site
	period   []float64 // of each site; 0: none (hmc_cell.go)

	suggested []float64 // period of each variable; 0: none
	key       [2]uint64 // of momenta
	accept    [2]uint64 // of acceptances
	diverged  int       // trajectories after warm-up whose energy rose so far that e^-ΔH is zero
	moved     float64   // sum of acceptances after warm-up
	tried     int
}

// phasePoint is where a trajectory began.
type phasePoint struct{ x, g, logp []float64 }

const (
	maxLeaps = 256 // steps of a trajectory

	// harmless is the share of trajectories that may diverge without a warning. Of those of repelling particles a few
	// in a thousand end on top of each other, where no probability is missed.
	harmless = 0.01
)

// newHMC prepares the moves of the real variables. The lane is the axis of chains.
func (c ctx) newHMC(n lang.Node, vars []*chainVar, lane *ad.Axis, logp *ad.Node, inst *Instance, seed string) *hmc {
	leaves := make([]*ad.Node, len(vars))
	for k, cv := range vars {
		leaves[k] = cv.leaf
	}
	slopes, err := c.g().Grad(logp, leaves, lane)
	if err != nil {
		c.derivativeError(n, err)
	}
	if c.s.opts.Check {
		return nil
	}
	h := &hmc{s: c.s, node: n, model: inst.path, vars: vars, chains: lane.Size, size: 1, scale: 1, length: firstLength,
		key:    [2]uint64{c.s.opts.Seed, stream(c.module, inst.path, "momentum", seed)},
		accept: [2]uint64{c.s.opts.Seed, stream(c.module, inst.path, "trajectory", seed)}}
	outs := []exec.Output{{Node: logp}}
	for k, cv := range vars {
		axes := append(slices.Clone(cv.axes), lane)
		places := len(h.from)
		ordered := true
		ad.Each(axes, [][]int{slopes[k].Strides(axes)}, func(at []int) {
			ordered = ordered && at[0] == len(h.from)-places
			h.from = append(h.from, int32(at[0]))
		})
		h.ordered = append(h.ordered, ordered)
		outs = append(outs, exec.Output{Node: slopes[k]})
		h.suggested = append(h.suggested, periodOf(logp, cv.leaf))
		h.sites += cv.sites
	}
	if logp.Has(lane) {
		h.step = 1
	}
	h.plan = c.s.compile(n, outs)
	h.allocate()
	return h
}

func (h *hmc) allocate() {
	all, b := h.sites*h.chains, h.chains
	h.x, h.p, h.g, h.before = make([]float64, all), make([]float64, all), make([]float64, all), make([]float64, all)
	h.begin = phasePoint{make([]float64, all), make([]float64, all), make([]float64, b)}
	h.logp, h.energy, h.rate, h.u = make([]float64, b), make([]float64, b), make([]float64, b), make([]float64, b)
	h.inside = make([]bool, b)
	h.variance, h.period = make([]float64, h.sites), make([]float64, h.sites)
	kernel.Fill(h.variance, 1)
	at := 0
	for _, cv := range h.vars {
		cv.state = h.x[at : at+cv.sites*b]
		at += cv.sites * b
	}
}

// evaluate computes log p and its derivatives at x. Chains where log p is not finite keep those that
// they had.
func (h *hmc) evaluate() {
	h.s.runPlan(h.node, h.plan, h.env)
	value := h.plan.Value(0)
	all := true
	for j := range h.logp {
		l := value[j*h.step]
		h.inside[j] = isFinite(l)
		if h.inside[j] {
			h.logp[j] = l
		}
		all = all && h.inside[j]
	}
	at := 0
	for k, cv := range h.vars {
		slope := h.plan.Value(k + 1)
		if all && h.ordered[k] {
			at += copy(h.g[at:], slope)
			continue
		}
		for range cv.sites {
			for j, in := range h.inside {
				if in {
					h.g[at+j] = slope[h.from[at+j]]
				}
			}
			at += h.chains
		}
	}
}

func isFinite(x float64) bool { return x-x == 0 }

// kick changes the momenta during a time.
func (h *hmc) kick(t float64) {
	kernel.Axpy(h.p, t, h.g)
}

// drift changes the state during a time. A chain that would leave the support stays, with its momentum
// reversed.
func (h *hmc) drift(t float64) {
	copy(h.before, h.x)
	at := 0
	for _, v := range h.variance {
		kernel.Axpy(h.x[at:at+h.chains], t*v, h.p[at:at+h.chains])
		at += h.chains
	}
	h.evaluate()
	for j, in := range h.inside {
		if in {
			continue
		}
		h.out++
		for k := j; k < len(h.x); k += h.chains {
			h.x[k], h.p[k] = h.before[k], -h.p[k]
		}
	}
}

// trajectory takes steps of the leapfrog.
func (h *hmc) trajectory(steps int, size float64) {
	h.out, h.taken = 0, steps*h.chains
	for range steps {
		h.kick(size / 2)
		h.drift(size)
		h.kick(size / 2)
	}
}

// remember keeps the state for restore.
func (h *hmc) remember() {
	copy(h.begin.x, h.x)
	copy(h.begin.g, h.g)
	copy(h.begin.logp, h.logp)
}

// launch remembers the state and draws momenta; the draw is one of those of a step of the chains.
func (h *hmc) launch(step, draw int) {
	h.remember()
	kernel.Normal(h.p, h.key, uint64(step), uint64(draw), 0, 0)
	at := 0
	for _, v := range h.variance {
		r := 1 / math.Sqrt(v)
		for j := range h.chains {
			h.p[at+j] *= r
		}
		at += h.chains
	}
	h.hamiltonian(h.energy)
}

// hamiltonian is H of each chain.
func (h *hmc) hamiltonian(out []float64) {
	clear(out)
	at := 0
	for _, v := range h.variance {
		for j := range out {
			q := h.p[at+j]
			out[j] += float64(v * float64(q*q))
		}
		at += h.chains
	}
	for j := range out {
		out[j] = float64(0.5*out[j]) - h.logp[j]
	}
}

// judge is the probability with which each chain accepts the end of its trajectory.
func (h *hmc) judge() {
	h.hamiltonian(h.rate)
	for j, e := range h.rate {
		h.rate[j] = math.Exp(math.Min(0, h.energy[j]-e))
		if !(e-h.energy[j] < math.Inf(1)) {
			h.rate[j] = 0
		}
	}
}

// restore takes chains back to where they began.
func (h *hmc) restore(back func(chain int) bool) {
	for j := range h.chains {
		if !back(j) {
			continue
		}
		h.logp[j] = h.begin.logp[j]
		for k := j; k < len(h.x); k += h.chains {
			h.x[k], h.g[k] = h.begin.x[k], h.begin.g[k]
		}
	}
}

// leaps is the number of steps of a trajectory: times are spread evenly between half the longest and the longest,
// so that no motion is sampled in step with its period.
func (h *hmc) leaps(step int) int {
	spread := 0.5 + float64(bits.Reverse64(uint64(step)+1)>>11)*0x1p-54
	return int(math.Max(1, math.Min(maxLeaps, math.Ceil(spread*h.length/h.size))))
}

// move is one trajectory of all chains, accepted or not. It leaves the acceptances in rate, and shows the
// ends of the trajectories to look before any is given up.
func (h *hmc) move(step int, look func()) {
	h.launch(step, 0)
	h.trajectory(h.leaps(step), h.size*h.scale)
	h.judge()
	if look != nil {
		look()
	}
	kernel.Uniform(h.u, h.accept, uint64(step), 0, 0, 0)
	h.restore(func(j int) bool { return !(h.u[j] < h.rate[j]) })
	h.wrap()
}

// next is one step of the chains.
func (h *hmc) next(step int) {
	if h.mixed {
		h.evaluate()
	}
	if step < h.warmup {
		h.warm.move(step)
		return
	}
	h.move(step, nil)
	for _, r := range h.rate {
		h.moved += r
		if r == 0 {
			h.diverged++
		}
	}
	h.tried += h.chains
}

// warnDiverged reports trajectories that the leapfrog could not follow. A few are no harm: the chains stayed
// where they were, as they may at any step.
func (h *hmc) warnDiverged(c ctx) {
	if float64(h.diverged) <= harmless*float64(h.tried) {
		return
	}
	c.warn("G0618", h.node, fmt.Sprintf("%d of %d trajectories diverged: there may be places that the chains of %s do not reach", h.diverged, h.tried, h.model),
		why("the steps are too long for the curvature of log p somewhere"), here("%.0f %% of the trajectories accepted", 100*h.moved/float64(h.tried)),
		help("other variables, in which the scales of the density are alike everywhere, or a longer warmup"))
}
