package inverse

import (
	"fmt"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
)

// Kind is the kind of a refusal.
type Kind uint8

// Kinds of refusals.
const (
	NotRecovered   Kind = iota // no equation determines these elements of an unknown
	LeftOver                   // elements of an output that only repeat what others fix
	NotSquare                  // more unknowns than outputs, or fewer
	UsedTwice                  // equations that hold several unknowns, and nothing closes them
	TurnsBack                  // not monotone: two points with slopes of both signs
	NotProved                  // not proved monotone
	OutsideDomain              // an argument that may lie where the inverse does not reach
	ZeroMultiplier             // a multiplier that may be zero
	Singular                   // a matrix that is singular, or depends on data and is not proved to be regular
	NoRule                     // an operation that has no inverse
	Branches                   // a choice that depends on the unknowns themselves
	Mixes                      // samples or mapped positions that influence one another
)

// Elements are elements of one node; of an output where Node is nil.
type Elements struct {
	Node   *ad.Node
	Output int // number of the output, where Node is nil
	At     [][]int
	Names  []string // the elements as Map.Names has them
}

// Refusal is the error of a map that is not invertible, or not found to be.
type Refusal struct {
	Kind     Kind
	Nodes    []*ad.Node // the sub-expression at fault, then what is wrong with it: a multiplier, an argument
	Elements []Elements
	Found    Interval   // where a derivative, multiplier or argument lies
	Domain   Interval   // OutsideDomain: where it should lie
	Points   [2]float64 // TurnsBack: two arguments
	Slopes   [2]float64 // TurnsBack: the derivatives there, of different signs
	Free     []*ad.Node // parameters and inputs that the derivative depends on
	Keep     *Interval  // NotProved: where the one parameter in Free would have to be kept
	Unknown  *ad.Node   // an unknown of the map that may have to be confined
	Within   *Interval  // where it would have to lie
	Counts   [2]int     // NotSquare: number of unknowns, number of outputs

	names Names
}

func (r *Refusal) text(n *ad.Node) string { return Text(n, r.names) }

func (r *Refusal) Error() string {
	what := ""
	if len(r.Nodes) > 0 {
		what = r.text(r.Nodes[0]) + ": "
	}
	switch r.Kind {
	case NotRecovered:
		return "no output determines " + r.elements()
	case LeftOver:
		return r.elements() + " only repeats what other outputs fix"
	case NotSquare:
		return fmt.Sprintf("%d unknowns and %d outputs", r.Counts[0], r.Counts[1])
	case UsedTwice:
		return what + "it holds several unknowns, " + r.elements() + ", and no other output determines one of them"
	case TurnsBack:
		return what + fmt.Sprintf("it turns back: the slope is %.3g at %.3g and %.3g at %.3g", r.Slopes[0], r.Points[0], r.Slopes[1], r.Points[1])
	case NotProved:
		return what + fmt.Sprintf("not proved monotone in %s: the derivative %s lies in %v", r.text(r.Nodes[2]), r.text(r.Nodes[1]), r.Found)
	case OutsideDomain:
		return what + fmt.Sprintf("%s lies in %v, not within %v", r.text(r.Nodes[1]), r.Found, r.Domain)
	case ZeroMultiplier:
		return what + fmt.Sprintf("the multiplier %s lies in %v, which contains 0", r.text(r.Nodes[1]), r.Found)
	case Singular:
		return what + "its matrix is not known to be regular"
	case Branches:
		return what + "which branch it is depends on what is sought, through " + r.text(r.Nodes[1])
	case Mixes:
		return what + "samples influence one another"
	}
	return what + "there is no rule for its inverse"
}

// Mend is what may help, in terms of the map; empty if nothing is known to.
func (r *Refusal) Mend() string {
	switch r.Kind {
	case NotProved, TurnsBack:
		if r.Keep != nil {
			return fmt.Sprintf("keep %s in %v", r.text(r.Free[0]), *r.Keep)
		}
		if r.Within != nil {
			return fmt.Sprintf("restrict %s to %v", r.text(r.Unknown), *r.Within)
		}
		if len(r.Free) > 0 {
			return "keep " + r.text(r.Free[0]) + " in an interval in which the derivative has one sign"
		}
		return "restrict the unknown to an interval in which the derivative has one sign"
	case OutsideDomain:
		if r.Within != nil {
			return fmt.Sprintf("restrict %s to %v", r.text(r.Unknown), *r.Within)
		}
		return fmt.Sprintf("restrict the unknown so that %s lies within %v", r.text(r.Nodes[1]), r.Domain)
	case ZeroMultiplier:
		return "multiply by exp(…) or another positive function of it"
	case Branches:
		return "pieces that meet are written with max, min or abs: max(z, 0.1*z)"
	case NotRecovered, LeftOver, UsedTwice:
		return "let each unknown enter an output of its own, beside what is known by then"
	}
	return ""
}

// elements lists elements for a message.
func (r *Refusal) elements() string {
	var parts []string
	for _, e := range r.Elements {
		name := fmt.Sprintf("output %d", e.Output+1)
		if e.Node != nil {
			name = r.text(e.Node)
		}
		for i, label := range e.Names {
			if i == 4 {
				parts = append(parts, "…")
				break
			}
			parts = append(parts, name+label)
		}
	}
	return strings.Join(parts, ", ")
}

// verdict finds why the unknowns are not determined, or which outputs repeat others.
func (s *system) verdict() error {
	if r := s.undetermined(); r != nil {
		return r
	}
	var over []Elements
	for _, c := range s.cells {
		e := s.list(c, func(row int32) bool { return !c.input && !s.used[row] })
		if len(e.At) > 0 {
			over = append(over, e)
		}
	}
	if over == nil {
		return nil
	}
	r := &Refusal{Kind: LeftOver, Elements: over}
	if in, out := s.counts(); in != out {
		r.Kind, r.Counts = NotSquare, [2]int{in, out}
	}
	return r
}

// counts are the numbers of unknowns and of outputs.
func (s *system) counts() (in, out int) {
	for _, c := range s.cells {
		if c.input {
			in += c.size
		} else if c.node == nil {
			out += c.size
		}
	}
	return in, out
}

// list are the elements of a cell that pass a test.
func (s *system) list(c *cell, test func(v int32) bool) Elements {
	var at []int
	for k := range c.size {
		if test(c.base + int32(k)) {
			at = append(at, k)
		}
	}
	return s.elements(c, at...)
}

// elements names elements of a cell.
func (s *system) elements(c *cell, list ...int) Elements {
	e := Elements{Node: c.node, Output: c.out}
	for _, k := range list {
		at := positions(k, c.axes)
		e.At, e.Names = append(e.At, at), append(e.Names, s.m.place(c.axes, at))
	}
	return e
}

// place writes positions on axes as an index, as in [2,1]; it is empty for a number.
func (m *Map) place(axes []*ad.Axis, at []int) string {
	if len(at) == 0 {
		return ""
	}
	names := make([]string, len(at))
	for k, a := range axes {
		if m.Names.Position != nil {
			names[k] = m.Names.Position(a, at[k])
		} else {
			names[k] = fmt.Sprint(at[k])
		}
	}
	return "[" + strings.Join(names, ",") + "]"
}

// undetermined finds unknowns that stayed unknown: because an operation could not be undone, because
// equations hold several of them, or because nothing reads them.
func (s *system) undetermined() *Refusal {
	var lost, held []Elements
	for _, c := range s.cells {
		if !c.input {
			continue
		}
		e := s.list(c, func(v int32) bool { return !s.known[v] })
		if len(e.At) == 0 {
			continue
		}
		held = append(held, e)
		if u := s.list(c, func(v int32) bool { return !s.known[v] && s.unread(v) }); len(u.At) > 0 {
			lost = append(lost, u)
		}
	}
	if held == nil {
		return nil
	}
	if lost != nil {
		return &Refusal{Kind: NotRecovered, Elements: lost}
	}
	for _, c := range s.cells {
		if s.failed[c] != nil && len(s.list(c, func(v int32) bool { return s.known[v] && !s.used[v] }).At) > 0 {
			return s.failed[c]
		}
	}
	for _, c := range s.cells {
		if rows := s.list(c, func(v int32) bool { return s.known[v] && !s.used[v] && s.unknown[v] > 0 }); len(rows.At) > 0 {
			r := &Refusal{Kind: UsedTwice, Elements: held}
			if c.node != nil {
				r.Nodes = []*ad.Node{c.node}
			} else {
				r.Nodes = []*ad.Node{c.nodes[0]}
			}
			return r
		}
	}
	in, out := s.counts()
	if in > out {
		return &Refusal{Kind: NotSquare, Counts: [2]int{in, out}, Elements: held}
	}
	return &Refusal{Kind: NotRecovered, Elements: held}
}

// unread tells whether no equation that counts and is not used reads an unknown.
func (s *system) unread(v int32) bool {
	for _, row := range s.readers[s.first[v]:s.first[v+1]] {
		if s.wanted[row] && !s.used[row] {
			return false
		}
	}
	return true
}
