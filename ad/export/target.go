package export

import "github.com/gibbs-lang/gibbs/ad"

// Target writes modules in one language. A target knows the graph alone; those that keep more of the program than its
// graph (sums and names as they were written) are forms of the interpreter, interp/export.go.
type Target interface {
	Suffix() string // of its files, with the dot
	Write(m *Module) (string, error)
}

// Module is what one file holds: functions, and the parameters that they read.
type Module struct {
	Doc       string
	Functions []Function
	Params    []Param
	Beside    string    // the file beside that holds the values of the parameters; "": they stand in the source
	Train     *Training // how the parameters are trained; nil: they are what they are
}

// Param is a parameter with its value now.
type Param struct {
	Leaf   *ad.Leaf
	Values []float64 // dense, with zeros where Leaf.Index says -1
	Doc    string
}

// Function is what is exported: Results as functions of Args. What it reads of parameters and random numbers becomes
// arguments of its own.
type Function struct {
	Name    string
	Doc     string
	Args    []Arg
	Results []Result            // one value, or a tuple
	Names   map[*ad.Node]string // what the program calls nodes; may be nil
	Rows    map[*ad.Leaf]int    // inputs that are positions of rows of data, drawn evenly from so many; may be nil
	Samples bool                // draws are made for samples, whose number is free
}

// Arg is an argument, with the shape of Node.Leaf.Axes.
type Arg struct {
	Name string
	Doc  string // what it is and its index sets; may be empty
	Node *ad.Node

	Values []float64 // those that an element may have; nil: real numbers between Low and High
	Low    float64
	High   float64
}

// Result is a value, with its axes in the order in which they are returned.
type Result struct {
	Node *ad.Node
	Imag *ad.Node // the imaginary part; nil: real
	Axes []*ad.Axis
}

// Unsupported is the error of a node that a target has no words for.
type Unsupported struct {
	Node *ad.Node
	Why  string
}

func (u *Unsupported) Error() string { return u.Why }

// All are the functions of a module, the objective of its training included.
func (m *Module) All() []Function {
	if m.Train == nil {
		return m.Functions
	}
	return append(m.Functions[:len(m.Functions):len(m.Functions)], m.Train.Objective)
}
