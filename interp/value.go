package interp

import (
	"fmt"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/lang"
)

// Value is what an expression stands for: an *Array, *Complex, *sets.Set, String, Tuple, *List, *Function,
// *Builtin, *Template, *Instance, *Dist, *Estimate, *Record, *Object, *Module, *Family, *Word or Type.
type Value any

// Dim is an axis of an array and the index set that it runs over.
type Dim struct {
	Axis *ad.Axis
	Set  *sets.Set
}

// Array is a number, or a function on index sets. Axes of Node that are not among Dims belong to
// the generators and samples around the place where it was made.
type Array struct {
	Node    *ad.Node
	Dims    []Dim
	Set     *sets.Set // the values are elements of this set; nil for plain numbers
	outside string    // a translated site: elements may be -1 (outside an open edge); how it was written
}

type (
	// String is a text.
	String string
	// Tuple is a few values side by side.
	Tuple []Value
	// List holds values that are not numbers (instances, functions) over an index set.
	List struct {
		Set *sets.Set
		X   []Value
	}
	// Record is a value with named fields, such as the result of a training.
	Record struct {
		Kind   string
		Names  []string
		Fields map[string]Value
		Data   any // for the built-in functions that know this kind
	}
	// Module is an imported file or module of the library.
	Module struct {
		Name  string
		key   string // in the names of random streams: without the folder
		scope *scope
		src   *lang.Source
	}
	// Word is an option word: score, loo, latex, …
	Word string
	// Type is a type written in an annotation: real, int, bool, string, or the elements of a set,
	// over the index sets Dims.
	Type struct {
		Name   string
		Set    *sets.Set
		Dims   []*sets.Set
		Within *link // real numbers of an open interval: real in (lo, hi)
	}
	// Family is a finite list of tuples of elements, such as the bonds of a lattice; a tuple may
	// occur more than once.
	Family struct {
		Name    string
		Key     string
		Sets    []*sets.Set
		Pos     [][]int // one list of positions per component
		Count   int
		from    *ad.Node  // neighbours of an element: position of the element, rows of Pos[0] are padded with -1
		rows    int       // neighbours: number of elements they may belong to
		axisSet *sets.Set // set of places in the list
	}
	// Function is a function written in Gibbs, with the scope that it closes over.
	Function struct {
		Name   string
		Params []*lang.Arg
		Body   lang.Expr
		scope  *scope
		module string
		native func(c ctx, n lang.Node, args []Value) Value // made by a built-in function, such as grad
		doc    string
	}
)

// kind names the kind of a value for messages.
func kind(v Value) string {
	switch v := v.(type) {
	case *Array:
		if v.Set != nil && len(v.Dims) == 0 {
			return "an element of " + v.Set.String()
		}
		if len(v.Dims) == 0 {
			switch v.Node.Type {
			case ad.Bool:
				return "a truth value"
			}
			return "a number"
		}
		return "an array over " + dimsText(v.Dims)
	case *Complex:
		if len(v.dims()) > 0 {
			return "a complex array over " + dimsText(v.dims())
		}
		return "a complex number"
	case *Operator:
		return v.title()
	case *OperatorFamily:
		return "an operator for every element of " + v.space.set.String()
	case *Continuum:
		return "a Hamiltonian of coordinates"
	case hermitianConjugate:
		return "the word hc"
	case *sets.Set:
		return "the set " + v.String()
	case String:
		return "a string"
	case Tuple:
		return fmt.Sprintf("a tuple of %d", len(v))
	case *List:
		return fmt.Sprintf("a list of %d", len(v.X))
	case *Function, *Builtin:
		return "a function"
	case *Flow:
		return "a composition of maps"
	case *Template:
		return "the " + v.decl.Kind + " " + v.decl.Name.Id + " without its static arguments"
	case *Instance:
		return "a " + v.tmpl.decl.Kind
	case *Dist:
		return "a distribution"
	case *Estimate:
		return "an estimate"
	case *EstimateArray:
		return "estimates over " + dimsText(v.dims)
	case *Record:
		return "the result of " + v.Kind
	case *Object:
		return v.kind.name
	case *Module:
		return "the module " + v.Name
	case *Family:
		return "the list " + v.Name
	case Word:
		return "the option word " + string(v)
	case Type:
		return "a type"
	case nil:
		return "nothing"
	}
	return "a value"
}

func dimsText(dims []Dim) string {
	parts := make([]string, len(dims))
	for i, d := range dims {
		parts[i] = d.Set.String()
	}
	return strings.Join(parts, ", ")
}

// scope holds names; equations of a body are traced when first asked for.
type scope struct {
	parent *scope
	looks  map[string]string // names of a file by how they look; nil elsewhere
	names  map[string]*binding
	later  map[string]lang.Node // names of a file that its further lines define
}

// binding is what a name stands for.
type binding struct {
	value  Value
	thunk  func() Value           // traces the definition; nil once value is known
	self   func(*lang.Name) Value // what the definition reads of itself; nil if it may not
	place  lang.Node
	doc    string
	bad    bool     // its statement is wrong: reading it is not reported again
	active bool     // being traced
	s      *Session // for equations of a body
}

func newScope(parent *scope) *scope { return &scope{parent: parent, names: map[string]*binding{}} }

func (s *scope) find(name string) *binding {
	for ; s != nil; s = s.parent {
		if b, ok := s.names[name]; ok {
			return b
		}
	}
	return nil
}

// laterLine is the line further down that defines a name; nil if there is none.
func (s *scope) laterLine(name string) lang.Node {
	for ; s != nil; s = s.parent {
		if n, ok := s.later[name]; ok {
			return n
		}
	}
	return nil
}

func (s *scope) set(name string, v Value, place lang.Node) {
	s.names[name] = &binding{value: v, place: place}
}

// get returns the value of a binding, tracing its definition if need be.
func (b *binding) get(name *lang.Name) Value {
	if b.bad {
		panic(poisoned{name.Id})
	}
	if b.thunk == nil {
		return b.value
	}
	if b.active {
		if b.self != nil {
			if v := b.self(name); v != nil {
				return v
			}
		}
		fail("G0505", name, fmt.Sprintf("%s is defined by itself", name.Id),
			label(b.place, "its definition"),
			why("an equation that needs its own value has no first element to begin with"),
			help("give the first element an equation of its own, as in h[0] = …, and read h[t-1]"))
	}
	b.active = true
	defer func() { b.active = false }()
	d, ok := catch(func() { b.value = b.thunk() })
	if !ok {
		b.bad = true
		if d != nil {
			panic(d)
		}
		panic(poisoned{name.Id})
	}
	if b.s != nil && b.s.recurrences > 0 {
		b.s.traced = append(b.s.traced, tracedBinding{b, b.thunk})
	}
	b.thunk = nil
	return b.value
}

// ctx is the place where an expression is traced.
type ctx struct {
	s        *Session
	scope    *scope
	open     []*ad.Axis // axes of the generators and samples around
	guards   []*ad.Node // conditions that hold here
	inst     *Instance  // the body being traced; nil in plain code
	path     string     // name that an instance made here gets
	depth    int        // of calls
	module   string
	obj      *objective        // the objective being traced; nil outside of one
	drawn    *bornDraw         // what is drawn around, from |ψ|² in an objective
	nest     *nest             // chains of the expectations inside of what is evaluated
	weight   *ad.Node          // of the joint values that the expectations around sum up; nil if there are none
	sampling bool              // inside an expectation that is evaluated: further ones are nodes
	samples  map[*ad.Axis]bool // axes of inner samples
	logSpace bool              // densities known up to a constant may be asked for
	stream   string            // place of the expectation or sample that draws are made for
	plain    bool              // the body of a plain function: no instance is made here
	given    bool              // the body of a model at values that are known: its distributions are evaluated and not drawn from
	measured *measuredDraws    // draws whose distributions are differentiated; nil if they are not
}

// with opens axes.
func (c ctx) with(axes ...*ad.Axis) ctx {
	c.open = ad.Union(c.open, axes)
	return c
}

// where adds a condition.
func (c ctx) where(cond *ad.Node) ctx {
	if v, ok := cond.Scalar(); ok && v != 0 {
		return c
	}
	c.guards = append(c.guards[:len(c.guards):len(c.guards)], cond)
	return c
}

// within enters a scope.
func (c ctx) within(s *scope) ctx {
	c.scope = s
	return c
}

// g is the graph that is being built.
func (c ctx) g() *ad.Graph { return c.s.g }

// tracedBinding is a definition that was traced while a recurrence around it was open.
type tracedBinding struct {
	b     *binding
	thunk func() Value
}

// retrace forgets what was traced since a mark.
func (s *Session) retrace(mark int) {
	for _, t := range s.traced[mark:] {
		t.b.thunk, t.b.value = t.thunk, nil
	}
	s.traced = s.traced[:mark]
}
