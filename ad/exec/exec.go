package exec

import (
	"fmt"

	"github.com/gibbs-lang/gibbs/ad"
)

// Output is a node whose value is wanted. With Pack it is a gradient with respect to that parameter: the
// node has the axes of the leaf or fewer, the value comes packed as the leaf's store, and
// elements that the leaf does not store are not computed.
type Output struct {
	Node *ad.Node
	Pack *ad.Leaf
}

// Options change how a plan runs, never its meaning.
type Options struct {
	Workers int // 0: one for each processor
	Tile    int // samples in a tile, a multiple of 8; 0: chosen by the size of the graph

	Cancel func() bool // polled while a plan is made; may be nil

	kept int // bytes of rows that may outlive their loop; 0: maxKept
}

// Env holds what may change from run to run.
type Env struct {
	Params map[*ad.Leaf][]float64 // packed stores
	Inputs map[*ad.Leaf][]float64 // row-major in Leaf.Axes
	Seed   uint64                 // of all random leaves
	Step   uint64                 // distinguishes the draws of successive runs
	Cancel func() bool            // polled between tiles, by all workers; may be nil

	// Fixed says that the parameters are those of the last Run: what depends on them alone is not
	// computed again. The first Run ignores it.
	Fixed bool
}

// Canceled is the error of a run that Env.Cancel stopped, or of a plan that Options.Cancel did.
type Canceled struct{}

func (Canceled) Error() string { return "canceled" }

// TooLarge is the error of a plan that needs more memory than there may be.
type TooLarge struct {
	What  string
	Bytes float64
}

func (e *TooLarge) Error() string {
	return fmt.Sprintf("%s would take %.3g GB", e.What, e.Bytes/1e9)
}

// Limits of a plan.
const (
	maxNumbers = 1 << 27 // elements of all values
	maxRows    = 1 << 22 // elements of a value with a lane
	maxPlan    = 4 << 30 // bytes of what is known of each element while a plan is made
	maxKept    = 2 << 30
	maxScratch = 1 << 30
	maxOutput  = 1 << 30
)

// Unbound is the error of a leaf without a value, or with one of the wrong length.
type Unbound struct {
	Leaf       *ad.Leaf
	Have, Want int
}

func (e *Unbound) Error() string {
	if e.Have == 0 {
		return fmt.Sprintf("%s has no value", e.Leaf.Name)
	}
	return fmt.Sprintf("%s has %d values, not %d", e.Leaf.Name, e.Have, e.Want)
}
