package exec

import (
	"sync/atomic"
	"testing"
	"time"
)

// Every job is done once, whether workers are awake, asleep or about to end.
func TestCrewDoesEveryJobOnce(t *testing.T) {
	var next, sum atomic.Int64
	const jobs = 100
	c := newCrew(3, func(int) {
		for {
			i := next.Add(1)
			if i > jobs {
				return
			}
			sum.Add(i)
		}
	})
	for round := range 2000 {
		next.Store(0)
		sum.Store(0)
		c.do(1 + round%3)
		if got := sum.Load(); got != jobs*(jobs+1)/2 {
			t.Fatalf("round %d: sum %d", round, got)
		}
		if round%50 == 0 {
			time.Sleep(time.Duration(round) * time.Microsecond) // from awake to ended
		}
	}
}

// Workers that find nothing to do end.
func TestCrewEnds(t *testing.T) {
	c := newCrew(2, func(int) {})
	c.do(2)
	for deadline := time.Now().Add(10 * time.Second); ; {
		if !c.here[0].Load() && !c.here[1].Load() {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("idle workers stay")
		}
		time.Sleep(time.Millisecond)
	}
}
