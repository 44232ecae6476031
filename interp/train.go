package interp

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/exec"
	"github.com/gibbs-lang/gibbs/interp/estimate"
	"github.com/gibbs-lang/gibbs/interp/optim"
	"github.com/gibbs-lang/gibbs/lang"
)

// training is one minimize or maximize.
type training struct {
	c      ctx
	act    *lang.Action
	obj    *objective
	loss   *ad.Node // to be made smaller
	sign   float64  // of the objective in the loss
	params []*Param
	opt    *optimiser

	batch, steps int
	epochs       int
	clip         *optim.Clip
	samples      int
	checkpoint   string

	plan    *exec.Plan
	env     *exec.Env
	state   optim.Optimizer
	stores  [][]float64
	grads   [][]float64
	history []record
	started time.Time
	batches *shuffler
	natural *natural             // steps of sr; nil for others
	warmup  int                  // of Markov chains, before the first step
	sweeps  int                  // of Markov chains, in a step; 0: it depends on them
	probe   bool                 // only to see what the objective is made of
	resumed map[string][]float64 // what a checkpoint holds; nil for a training that begins
	noise   *noise
	step0   int
	saved   time.Time
	plain   bool // the objective is one mean
	scored  bool // it is an energy with a V-score
}

// record is one step of a training.
type record struct {
	Step     int
	Value    float64
	Err      float64
	Gradient float64
	Variance float64 // of the gradient; NaN after the first step
	Rate     float64
}

// action is minimize, maximize or gradient.
func (c ctx) action(a *lang.Action) Value {
	if c.obj != nil || c.sampling || len(c.open) > 0 {
		fail("G0705", a, a.Word+" stands at the level of the file", help("fit = %s F() … on a line of its own", a.Word))
	}
	t := &training{c: c, act: a, sign: 1, batch: 1000, steps: 1000, samples: c.s.opts.Samples, clip: optim.NewClip(0), warmup: 200}
	if a.Word == "maximize" {
		t.sign = -1
	}
	t.options()
	if a.Word == "gradient" {
		return t.gradient()
	}
	t.trace()
	t.choose()
	if c.s.opts.Check || c.s.opts.Untrained {
		t.check()
		return t.unknown()
	}
	t.prepare()
	t.run()
	c.s.plans.Keep(t.plan)
	return t.result()
}

// trainOptions are the options after with.
var trainOptions = []string{"batch", "steps", "epochs", "clip", "samples", "checkpoint", "inner", "warmup", "sweeps"}

func (t *training) options() {
	c := t.c
	for _, o := range t.act.With {
		if o.Name == nil {
			fail("G0703", o, "an option is written name = value", help("with batch = 1000, steps = 2000"))
		}
		switch o.Name.Id {
		case "batch":
			t.batch = c.positive(o.X)
		case "steps":
			t.steps = c.positive(o.X)
		case "epochs":
			t.epochs = c.positive(o.X)
		case "warmup":
			t.warmup = c.positive(o.X)
		case "sweeps":
			t.sweeps = c.positive(o.X)
		case "samples":
			t.samples = c.positive(o.X)
		case "clip":
			limit := c.known1(o.X, c.real(o.X))
			if !(limit > 0) {
				fail("G0703", o.X, "clip is the largest norm of the gradient, a positive number", help("clip = 1; clip = inf for none"))
			}
			t.clip = optim.NewClip(limit)
		case "checkpoint":
			s, ok := c.eval(o.X).(String)
			if !ok {
				fail("G0402", o.X, "a checkpoint is a file name", help(`checkpoint = "run.safetensors"`))
			}
			t.checkpoint = string(s)
		default:
			c.unknownOption(o.Name, trainOptions)
		}
	}
	t.opt = defaultOptimiser()
	if t.act.Using != nil {
		r, ok := c.eval(t.act.Using).(*Record)
		if ok {
			t.opt, ok = r.Data.(*optimiser)
		}
		if !ok {
			fail("G0711", t.act.Using, "an optimiser is needed after using", help("using adam(1e-3), sgd(0.01), adamw(1e-3)"))
		}
	}
}

// trace traces the objective.
func (t *training) trace() {
	g := t.c.g()
	t.obj = &objective{batch: t.batch, samples: t.samples, nest: nest{warmup: t.warmup, limit: t.batch, probe: t.probe}}
	t.obj.step = g.Input("step", ad.Int)
	t.obj.progress = g.Input("progress", ad.Real)
	in := t.c
	in.obj, in.nest, in.logSpace = t.obj, &t.obj.nest, true
	v := in.eval(t.act.X)
	a, ok := v.(*Array)
	if !ok || len(a.Dims) > 0 {
		fail("G0705", t.act.X, fmt.Sprintf("an objective is a number, and this is %s", kind(v)), objectiveMend(t.act.X, v))
	}
	t.loss = a.Node
	t.plain = slices.ContainsFunc(t.obj.means, func(m sampledMean) bool { return m.node == a.Node }) ||
		slices.ContainsFunc(t.obj.energies, func(m *energySpec) bool { return m.node == a.Node })
	t.scored = slices.ContainsFunc(t.obj.energies, func(m *energySpec) bool { return m.node == a.Node && !isContinuum(m.h) })
	if t.sign < 0 {
		t.loss = g.Apply(ad.Neg, t.loss)
	}
}

// choose finds the parameters to train.
func (t *training) choose() {
	reached := map[*ad.Leaf]bool{}
	visit(t.loss, func(n *ad.Node) {
		if n.Leaf != nil && n.Leaf.Kind == ad.ParamLeaf {
			reached[n.Leaf] = true
		}
	})
	want := reached
	if len(t.act.Over) > 0 {
		want = map[*ad.Leaf]bool{}
		for _, e := range t.act.Over {
			for _, p := range t.c.parametersOf(e) {
				if !reached[p.leaf] && len(t.act.Over) == 1 && p == t.c.parametersOf(e)[0] && !t.reachesAny(e, reached) {
					fail("G0706", e, fmt.Sprintf("the objective does not depend on %s", lang.Print(e)), at("not reached"), label(t.act.X, "the objective"),
						why("the gradient with respect to what does not enter is zero"), help("leave over out to train all that enters, or let %s enter the objective", lang.Print(e)))
				}
				want[p.leaf] = true
			}
		}
	}
	for _, p := range t.c.s.params {
		if want[p.leaf] && reached[p.leaf] {
			t.params = append(t.params, p)
		}
	}
	if len(t.params) == 0 {
		fail("G0705", t.act.X, "this objective has no parameters to train", at("depends on no param"),
			why("only what is declared with param can be trained"), help("net, model and flow own parameters: param a = 1"))
	}
}

func (t *training) reachesAny(e lang.Expr, reached map[*ad.Leaf]bool) bool {
	return slices.ContainsFunc(t.c.parametersOf(e), func(p *Param) bool { return reached[p.leaf] })
}

// gradients are the nodes of the gradient, one for each parameter.
func (t *training) gradients() []*ad.Node {
	g := t.c.g()
	leaves := make([]*ad.Node, len(t.params))
	for i, p := range t.params {
		leaves[i] = p.node
	}
	grads, err := g.VJP([]*ad.Node{t.loss}, []*ad.Node{g.Const(1)}, leaves)
	if err != nil {
		t.c.derivativeError(t.act.X, err)
	}
	return grads
}

// check does everything short of running.
func (t *training) check() {
	grads := t.gradients()
	t.c.s.checkOrder(t.act.X, append([]*ad.Node{t.loss}, grads...)...)
}

// prepare plans a step: the value of the objective, its spread, and the gradient.
func (t *training) prepare() {
	g := t.c.g()
	grads := t.gradients()
	outs := []exec.Output{{Node: t.loss}, {Node: t.spreadNode(g)}}
	sizes := make([]int, len(t.params))
	for i, p := range t.params {
		outs = append(outs, exec.Output{Node: grads[i], Pack: p.leaf})
		sizes[i] = p.leaf.Len
		t.stores = append(t.stores, t.c.s.store[p.leaf])
		t.grads = append(t.grads, make([]float64, p.leaf.Len))
	}
	t.plan = t.c.s.compile(t.act.X, outs)
	t.c.s.confirm()
	t.env = t.c.s.env()
	t.env.Inputs[t.obj.step.Leaf] = []float64{1}
	t.env.Inputs[t.obj.progress.Leaf] = []float64{0}
	t.state = t.opt.method.Start(sizes)
	if o, ok := t.state.(optim.Sharing); ok {
		o.ShareWith(t.plan.Share)
	}
	t.batches = newShuffler(t.c.s.opts.Seed, stream(t.c.module, t.c.path), t.obj.data, t.batch)
	for _, d := range t.obj.data {
		t.env.Inputs[d.leaf] = make([]float64, t.batch)
	}
	if t.epochs > 0 {
		rows := t.batches.rows
		if rows == 0 {
			fail("G0704", t.act, "epochs count passes over data, and this objective has none", help("with steps = 2000"))
		}
		t.steps = t.epochs * max(1, rows/t.batch)
	}
	if t.opt.natural != nil {
		t.natural = t.newNatural(*t.opt.natural)
	}
	t.noise = newNoise(t.grads)
	t.resume()
	t.batches.fill(t.step0+1, t.env.Inputs)
	for i, f := range t.obj.chains {
		f.begin(t, i)
	}
	if t.c.s.opts.Dump {
		if t.plan.Measure(t.env) == nil { // else the first step will tell why
			t.plan.Dump(t.c.s.opts.Log)
		}
	}
	t.started = time.Now()
}

// spreadNode is the square of the standard error of the objective, to first order in its expectations.
func (t *training) spreadNode(g *ad.Graph) *ad.Node {
	total := g.Const(0)
	if len(t.obj.means) == 0 {
		return total
	}
	nodes := make([]*ad.Node, len(t.obj.means))
	for i, m := range t.obj.means {
		nodes[i] = m.node
	}
	slopes, err := g.VJP([]*ad.Node{t.loss}, []*ad.Node{g.Const(1)}, nodes)
	if err != nil {
		return total
	}
	for i, m := range t.obj.means {
		n := float64(m.axis.Size)
		mean := g.Apply(ad.Div, g.Sum(m.f, m.axis), g.Const(n))
		d := g.Apply(ad.Sub, m.f, mean)
		v := g.Apply(ad.Div, g.Sum(g.Apply(ad.Mul, d, d), m.axis), g.Const(n*max(1, n-1)))
		total = g.Apply(ad.Add, total, g.Apply(ad.Mul, g.Apply(ad.Mul, slopes[i], slopes[i]), v))
	}
	return total
}

// run makes the steps.
func (t *training) run() {
	s := t.c.s
	show := s.newProgress(t)
	for step := t.step0 + 1; step <= t.steps; step++ {
		if s.opts.Context.Err() != nil {
			t.interrupted(step - 1)
		}
		progress := 1.0
		if t.steps > 1 {
			progress = float64(step-1) / float64(t.steps-1)
		}
		t.env.Step = uint64(step)
		t.env.Inputs[t.obj.step.Leaf][0] = float64(step)
		t.env.Inputs[t.obj.progress.Leaf][0] = progress
		t.batches.fill(step, t.env.Inputs)
		for _, f := range t.obj.chains {
			f.follow(s, t.env, f.sweeps(t.sweeps))
		}
		if err := t.plan.Run(t.env); err != nil {
			if s.opts.Context.Err() != nil {
				t.interrupted(step - 1)
			}
			fail("G0901", t.act, err.Error())
		}
		for i := range t.grads {
			copy(t.grads[i], t.plan.Value(i+2))
		}
		value := t.plan.Value(0)[0]
		norm := optim.Norm(t.grads)
		if math.IsNaN(value) || math.IsInf(value, 0) || math.IsNaN(norm) || math.IsInf(norm, 0) {
			t.notFinite(step, value)
		}
		spread := t.noise.add(t.grads, norm)
		if t.natural != nil {
			t.natural.direct(t, t.grads)
			norm = optim.Norm(t.grads)
		}
		t.clip.Apply(t.grads, norm, step, t.state)
		rate := t.opt.schedule(step, progress)
		t.state.Step(t.stores, t.grads, rate)
		r := record{Step: step, Value: t.sign * value, Err: math.Sqrt(math.Max(0, t.plan.Value(1)[0])), Gradient: norm, Variance: spread, Rate: rate}
		t.history = append(t.history, r)
		show.step(r)
		t.save(step, false)
	}
	t.save(t.steps, true)
	show.done()
}

// interrupted stops a training and keeps what was reached.
func (t *training) interrupted(step int) {
	t.save(step, true)
	fmt.Fprintf(t.c.s.opts.Log, "interrupted after step %d; the parameters of that step are kept\n", step)
	panic(stopped{code: ExitInterrupted})
}

// notFinite stops a training whose value or gradient went bad; the parameters are those of the last
// good step.
func (t *training) notFinite(step int, value float64) {
	what := fmt.Sprintf("the objective became %v", value)
	if !math.IsNaN(value) && !math.IsInf(value, 0) {
		what = "the gradient is not finite"
	}
	opts := []option{at("stopped at step %d", step), why("a step with a value that is not finite would spoil every parameter")}
	if node, at, sample, ok := t.plan.FirstBad(t.env); ok {
		text := t.c.s.describe(node)
		if len(at) > 0 {
			text += " at " + t.c.s.placeOf(node, at)
		}
		if sample >= 0 {
			text += fmt.Sprintf(", sample %d", sample)
		}
		opts = append(opts, here("first bad: %s", text+t.configuration(sample)))
	}
	opts = append(opts, help("a smaller learning rate, clip = 1, or a bound on what is exponentiated or divided by"))
	t.save(step-1, true)
	panic(stopped{code: ExitFailed, diag: diagnose("G0712", t.act, what, opts...)})
}

// configuration tells what a sample is at which an energy went bad.
func (t *training) configuration(sample int) string {
	if len(t.obj.energies) == 0 {
		return ""
	}
	text := ""
	for _, v := range t.obj.energies[0].x {
		x := v.(*Array)
		sites := axesOf(x.Dims)
		lanes := ad.Without(x.Node.Axes, sorted(sites))
		if sample < 0 || len(lanes) != 1 || lanes[0].Size <= sample {
			return ""
		}
		p := t.c.s.compile(t.act.X, []exec.Output{{Node: x.Node}})
		if p.Run(t.env) != nil {
			return ""
		}
		text += " at " + sampleText(readSample(p.Value(0), x.Node, sites, sample*x.Node.Strides(lanes)[0]))
	}
	return text
}

// result is the record of a training.
func (t *training) result() Value {
	c := t.c
	in := c
	in.logSpace = true
	value, variance := t.finalValue(in)
	r := &Record{Kind: t.act.Word, Fields: map[string]Value{}, Data: t}
	r.put("value", value)
	r.put("variance", c.scalar(variance))
	if e, ok := value.(*Estimate); ok && t.scored {
		r.put("vscore", c.scalar(e.of.vscore))
	}
	r.put("steps", c.integer(len(t.history)+t.step0))
	r.put("clipped", c.integer(t.clip.Count()))
	r.put("seconds", c.scalar(time.Since(t.started).Seconds()))
	r.put("history", t.logged())
	r.put("estimators", t.estimators())
	r.put("trained", String(strings.Join(t.names(), ", ")))
	return r
}

func (r *Record) put(name string, v Value) {
	r.Names = append(r.Names, name)
	r.Fields[name] = v
}

func (t *training) names() []string {
	out := make([]string, len(t.params))
	for i, p := range t.params {
		out[i] = p.Path
	}
	return out
}

// finalValue is the objective on fresh samples, after the last step, at the end of every schedule.
func (t *training) finalValue(in ctx) (Value, float64) {
	in.s.finalStep = t.steps
	defer func() { in.s.finalStep = 0 }()
	in.path += "/value"
	samples := in.s.opts.Samples
	in.s.opts.Samples = t.samples
	defer func() { in.s.opts.Samples = samples }()
	v := in.eval(t.act.X)
	switch v := v.(type) {
	case *Estimate:
		if v.of != nil {
			return v, v.of.variance
		}
		return v, v.est.Err() * v.est.Err() * float64(v.est.N())
	case *Array:
		x, _ := in.s.force(v).Node.Scalar()
		return &Estimate{est: estimate.Exact(x), exact: true}, 0
	}
	return v, 0
}

// unknown is the record of a training that was checked, not run.
func (t *training) unknown() Value {
	c := t.c
	nan := c.scalar(math.NaN())
	r := &Record{Kind: t.act.Word, Fields: map[string]Value{}, Data: t}
	value := &Estimate{est: nanEstimate(), exact: len(t.obj.means) == 0}
	if t.plain {
		value.of = &averaged{math.NaN(), math.NaN(), t.scored}
	}
	r.put("value", value)
	r.put("variance", nan)
	if t.scored {
		r.put("vscore", nan)
	}
	r.put("steps", c.integer(t.steps))
	r.put("clipped", c.integer(0))
	r.put("seconds", nan)
	r.put("history", t.logged())
	r.put("estimators", t.estimators())
	r.put("trained", String(""))
	return r
}
