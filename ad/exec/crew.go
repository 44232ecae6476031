package exec

import (
	"runtime"
	"sync/atomic"
)

// crew is the workers of a plan beside the one that runs it. Pieces of work follow each other within microseconds, and to wake a
// thread takes tens of them: so a worker looks for the next piece of work for a while before it ends.
type crew struct {
	work   func(k int)  // does jobs, as worker k, until there are none
	shift  atomic.Int64 // odd while there is work; grows with every piece of work
	inside atomic.Int64 // workers that are, or may be, at work
	here   []atomic.Bool
	watch  []func()
}

// patience is how often a worker looks for work before it ends: about a tenth of a millisecond.
const patience = 500

func newCrew(helpers int, work func(k int)) *crew {
	c := &crew{work: work, here: make([]atomic.Bool, helpers)}
	for k := range helpers {
		c.watch = append(c.watch, func() { c.wait(k) })
	}
	return c
}

// do runs the work of worker 0 while others do theirs: so many, and those that are awake anyway.
func (c *crew) do(helpers int) {
	c.shift.Add(1)
	for k := range min(helpers, len(c.here)) {
		if !c.here[k].Swap(true) {
			go c.watch[k]()
		}
	}
	c.work(0)
	c.shift.Add(1)
	for c.inside.Load() != 0 {
		runtime.Gosched()
	}
}

// wait is the life of a helper.
func (c *crew) wait(k int) {
	done := int64(0)
	for idle := 0; ; idle++ {
		now := c.shift.Load()
		if now%2 == 1 && now != done {
			c.inside.Add(1)
			if c.shift.Load() == now { // nobody has gone on
				c.work(k + 1)
				done = now
			}
			c.inside.Add(-1)
			idle = 0
			continue
		}
		if idle < patience {
			runtime.Gosched()
			continue
		}
		c.here[k].Store(false)
		if now = c.shift.Load(); now%2 == 0 || now == done || c.here[k].Swap(true) {
			return
		}
		idle = 0
	}
}
