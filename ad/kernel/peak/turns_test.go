package peak

import (
	"math"
	"testing"
)

// counted is a benchmark of so many rounds.
type counted struct {
	rounds  int
	metrics map[string]float64
}

func (c *counted) Loop() bool { c.rounds--; return c.rounds >= 0 }

func (c *counted) ReportMetric(value float64, unit string) { c.metrics[unit] = value }

// The loop itself runs at its own speed: at the whole peak, and for as long as its operations take. Others on the
// machine move this by some per cent; a factor of two would be a wrong count.
func TestTurns(t *testing.T) {
	const n = 20000
	ops := FMA("generic", n)
	work := func() { FMA("generic", n) }
	share, cost := &counted{100, map[string]float64{}}, &counted{100, map[string]float64{}}
	Share(share, "generic", ops, 1, work)
	Cost(cost, work)
	if v := share.metrics["%core"]; math.Abs(v-100) > 25 {
		t.Errorf("the loop reaches %.1f %% of itself", v)
	}
	if v := cost.metrics["Mflop/op"]; math.Abs(v-1e-6*ops) > 0.25e-6*ops {
		t.Errorf("%.4g operations take the time of %.4g", ops, 1e6*v)
	}
}
