package interp

import (
	"context"
	"fmt"
	"io"
	"maps"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/exec"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// Options say how programs are run. The zero value checks and runs quietly with seed 0.
type Options struct {
	Out, Log  io.Writer         // results; progress and warnings (nil: discarded)
	Dir       string            // where outputs go; "": beside the program
	Seed      uint64            // of every random stream
	Threads   int               // workers; 0: one per core
	Samples   int               // default number of samples of an expectation; 0: 10,000
	JSON      bool              // print and train as JSON lines
	Quiet     bool              // no progress
	Dump      bool              // the plan of every training step goes to Log
	Resume    bool              // go on from checkpoints
	Live      bool              // Log is a terminal: progress is redrawn in place
	Check     bool              // everything short of running
	Untrained bool              // trainings are prepared and not run; what is judged or shown after them is left out
	Inputs    map[string]string // values for input statements
	Library   Library           // modules and native functions of the standard library
	Context   context.Context   // cancels a run; nil: never
	Color     bool              // colours in diagnostics
}

// Library is the standard library as it is handed to a session.
type Library interface {
	// Source returns the text of a module written in Gibbs.
	Source(name string) (*lang.Source, bool)
	// Native returns the functions of a module that are written in Go.
	Native(name string) map[string]Native
	// Modules lists the names of all modules.
	Modules() []string
	// Kinds are the kinds of objects that native functions take and return.
	Kinds() []*Kind
	// Readers are the functions of a File behind read("…"), by the extension of the file or by its whole name.
	Readers() map[string]Native
}

// Session holds what the statements run so far have made.
type Session struct {
	opts        Options
	g           *ad.Graph
	axes        map[int][]axisEntry
	builtins    map[string]Value
	store       map[*ad.Leaf][]float64 // packed parameters
	modules     map[string]*Module
	loading     []string
	main        *Module
	plans       *exec.Cache           // not in use
	check       *checking             // of the program that is being run
	library     map[*lang.Source]bool // texts of the library
	Diags       []*lang.Diagnostic
	lanes       int
	draws       map[string]int // how often each place has drawn
	calls       int            // that the present statement has made
	lost        []*lang.Lost   // statements that could not be read
	traced      []tracedBinding
	recurrences int // recurrences that are being traced
	code        int
	params      []*Param
	paths       map[string]bool // of instances
	refs        map[*ad.Node]*ad.Node
	moving      map[*ad.Node]int // variables of the derivatives that are being taken
	families    map[string]*Family
	begins      map[*ad.Node]bool         // definitions by recurrence whose elements all have a beginning
	rowNoise    map[rowKey]*ad.Node       // random rows of data
	inputs      []inputText               // of the program, in order
	read        []uint64                  // hashes of the data read
	own         map[ownKey]*ad.Node       // log-densities of draws of transformed distributions
	path        map[string]*ownDraw       // draws from distributions in path gradients
	written     map[string]bool           // files that earlier statements write
	defined     map[*ad.Node]*definition  // names of array definitions, for messages
	densities   map[*ad.Node]knownDensity // log-densities of models
	bound       map[*ad.Leaf][]float64    // values of inputs for whatever is evaluated now
	methods     map[string]bool           // names of what a program uses; nil where nobody asks
	kept        *kept                     // while a file is read again at the prompt
	finalStep   int                       // after a training, while its value is taken: its number of steps
}

type axisEntry struct {
	set  *sets.Set
	axes []*ad.Axis
}

// NewSession makes an empty session.
func NewSession(opts Options) *Session {
	if opts.Samples == 0 {
		opts.Samples = 10000
	}
	if opts.Context == nil {
		opts.Context = context.Background()
	}
	if opts.Out == nil {
		opts.Out = io.Discard
	}
	if opts.Log == nil {
		opts.Log = io.Discard
	}
	s := &Session{opts: opts, g: ad.NewGraph(), axes: map[int][]axisEntry{}, store: map[*ad.Leaf][]float64{},
		modules: map[string]*Module{}, draws: map[string]int{}, paths: map[string]bool{}, refs: map[*ad.Node]*ad.Node{}, moving: map[*ad.Node]int{},
		families: map[string]*Family{}, own: map[ownKey]*ad.Node{}, path: map[string]*ownDraw{}, rowNoise: map[rowKey]*ad.Node{}, library: map[*lang.Source]bool{}, written: map[string]bool{}, defined: map[*ad.Node]*definition{}, densities: map[*ad.Node]knownDensity{}, bound: map[*ad.Leaf][]float64{}}
	s.builtins = builtins()
	s.g.Watch = s.watch
	s.begins = map[*ad.Node]bool{}
	s.plans = exec.NewCache(maxPlans)
	return s
}

// axis returns an axis over a set that is not among used. Equal sets share their axes, so that
// equal expressions become equal nodes.
func (s *Session) axis(set *sets.Set, used []*ad.Axis) *ad.Axis {
	list := s.axes[set.Size()]
	k := 0
	for k < len(list) && list[k].set != set && !list[k].set.Same(set) {
		k++
	}
	if k == len(list) {
		list = append(list, axisEntry{set: set})
	}
	defer func() { s.axes[set.Size()] = list }()
	for _, a := range list[k].axes {
		if !contains(used, a) {
			return a
		}
	}
	a := s.g.Axis(set.String(), set.Size())
	list[k].axes = append(list[k].axes, a)
	return a
}

// laneAxis returns a new axis of samples.
func (s *Session) laneAxis(size int) *ad.Axis {
	s.lanes++
	a := s.g.Axis(fmt.Sprintf("sample%d", s.lanes), size)
	a.Lane = true
	return a
}

func contains(axes []*ad.Axis, a *ad.Axis) bool {
	for _, b := range axes {
		if a == b {
			return true
		}
	}
	return false
}

// run evaluates nodes with the present parameters.
func (s *Session) run(step uint64, nodes ...*ad.Node) [][]float64 {
	return s.evaluateAt(nil, step, nodes...)
}

// evaluate evaluates nodes for the statement at n.
func (s *Session) evaluate(n lang.Node, nodes ...*ad.Node) [][]float64 {
	return s.evaluateAt(n, 0, nodes...)
}

func (s *Session) evaluateAt(n lang.Node, step uint64, nodes ...*ad.Node) [][]float64 {
	outs := make([]exec.Output, len(nodes))
	for i, node := range nodes {
		plannable(n, node.Axes)
		outs[i] = exec.Output{Node: node}
	}
	p := s.compile(n, outs)
	env := s.env()
	env.Step = step
	s.runPlan(n, p, env)
	values := make([][]float64, len(nodes))
	for i := range nodes {
		values[i] = append([]float64(nil), p.Value(i)...)
	}
	s.plans.Keep(p)
	return values
}

// compile plans an evaluation; a definition without a beginning is reported at n.
func (s *Session) compile(n lang.Node, outs []exec.Output) *exec.Plan {
	for _, o := range outs {
		visit(o.Node, func(m *ad.Node) {
			for _, a := range m.Axes {
				if !a.Lane {
					plannable(n, []*ad.Axis{a})
				}
			}
		})
	}
	p, err := s.plans.Compile(outs, exec.Options{Workers: s.opts.Threads, Cancel: func() bool { return s.opts.Context.Err() != nil }})
	if err != nil {
		s.interruptible()
		s.planError(n, err)
	}
	return p
}

// runPlan runs a plan; an interruption ends the program.
func (s *Session) runPlan(n lang.Node, p *exec.Plan, env *exec.Env) {
	if err := p.Run(env); err != nil {
		if s.opts.Context.Err() != nil {
			panic(stopped{code: ExitInterrupted})
		}
		fail("G0901", n, err.Error())
	}
}

// env binds the parameters.
func (s *Session) env() *exec.Env {
	return &exec.Env{Params: s.store, Inputs: maps.Clone(s.bound), Seed: s.opts.Seed,
		Cancel: func() bool { return s.opts.Context.Err() != nil }}
}

// isKnown tells whether a node follows from constants alone.
func isKnown(n *ad.Node) bool { return n.Op == ad.Const || n.Op == ad.Iota }

// force evaluates an array with the parameters as they now are; the result is a constant.
func (s *Session) force(a *Array) *Array {
	if isKnown(a.Node) {
		return a
	}
	plannable(nil, a.Node.Axes)
	if s.opts.Check {
		return a
	}
	v := s.run(0, a.Node)[0]
	return &Array{Node: s.g.Table(a.Node.Axes, v, a.Node.Type), Dims: a.Dims, Set: a.Set}
}

// forceScalar evaluates a number that is not a constant but does not depend on draws.
func (s *Session) forceScalar(a *Array) (float64, bool) {
	if s.opts.Check || len(a.Node.Axes) > 0 || dependsOnLeaf(a.Node) {
		return 0, false
	}
	return s.run(0, a.Node)[0][0], true
}

// dependsOnLeaf tells whether a value depends on parameters, inputs or draws.
func dependsOnLeaf(n *ad.Node) bool {
	found := false
	visit(n, func(m *ad.Node) {
		found = found || m.Op == ad.LeafOp
	})
	return found
}

// visit walks the nodes that a value is made of, once each, definitions of references included.
func visit(n *ad.Node, f func(*ad.Node)) {
	seen := map[*ad.Node]bool{n: true}
	stack := []*ad.Node{n}
	push := func(m *ad.Node) {
		if m != nil && !seen[m] {
			seen[m] = true
			stack = append(stack, m)
		}
	}
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		f(n)
		for _, a := range n.Args {
			push(a)
		}
		if n.Leaf != nil {
			push(n.Leaf.Body)
		}
	}
}
