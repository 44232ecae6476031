package peak

import (
	"math"
	"slices"
	"time"
)

// Bench is what a benchmark is told through: a *testing.B.
type Bench interface {
	Loop() bool
	ReportMetric(value float64, unit string)
}

// Share reports the rate of work, which performs ops floating-point operations on some workers, beside what the
// machine does at most at the same time. Units: best-ms and cpu-ms of one call, the shortest; GF/s; %peak of all
// workers by the clock, and %core by the processor time of all threads, which others on the machine disturb less. It
// returns the shortest time.
func Share(b Bench, path string, ops float64, workers int, work func()) (seconds float64) {
	least, ratio := turns(b, work, path)
	b.ReportMetric(1e-9*ops/least.wall, "GF/s")
	b.ReportMetric(100*ops/ratio.wall/float64(workers), "%peak")
	b.ReportMetric(100*ops/ratio.cpu, "%core")
	return least.wall
}

// Cost reports how long work takes that is not counted in floating-point operations: in best-ms and cpu-ms, and in
// Mflop/op, the millions of operations of multiply-adds of single numbers that fit into its processor time. It returns
// the shortest time.
func Cost(b Bench, work func()) (seconds float64) {
	least, ratio := turns(b, work, "generic")
	b.ReportMetric(1e-6*ratio.cpu, "Mflop/op")
	return least.wall
}

// Delay is Cost by the clock, for work that waits for other processes.
func Delay(b Bench, work func()) (seconds float64) {
	least, ratio := turns(b, work, "generic")
	b.ReportMetric(1e-6*ratio.wall, "Mflop/op")
	return least.wall
}

// spent is time, in seconds or in operations of the loop.
type spent struct{ wall, cpu float64 }

// slice is the shortest time that is measured, in seconds.
const slice = 200e-6

// turns times work and the loop in turns. It returns the least time that a call of work has taken, and the median of
// how many operations of the loop fit into a call: neighbours share the state of a machine that others use too.
func turns(b Bench, work func(), path string) (least, ratio spent) {
	n, first := 1, timed(1, work).wall
	for first < slice {
		n *= 2
		first = timed(n, work).wall
	}
	loops := 1000
	run := func() { FMA(path, loops) }
	for timed(1, run).wall < max(slice, first/8) {
		loops *= 2
	}
	ops := FMA(path, loops)
	least = spent{math.Inf(1), math.Inf(1)}
	var wall, cpu []float64
	for b.Loop() {
		w, p := timed(n, work), timed(1, run)
		least.wall, least.cpu = min(least.wall, w.wall/float64(n)), min(least.cpu, w.cpu/float64(n))
		wall, cpu = append(wall, ops*w.wall/p.wall), append(cpu, ops*w.cpu/p.cpu)
	}
	b.ReportMetric(1e3*least.wall, "best-ms")
	b.ReportMetric(1e3*least.cpu, "cpu-ms")
	b.ReportMetric(0, "ns/op")
	return least, spent{median(wall) / float64(n), median(cpu) / float64(n)}
}

func median(x []float64) float64 {
	slices.Sort(x)
	return x[len(x)/2]
}

// timed is the time that n calls take.
func timed(n int, f func()) spent {
	begin, cpu := time.Now(), processorTime()
	for range n {
		f()
	}
	return spent{time.Since(begin).Seconds(), (processorTime() - cpu).Seconds()}
}

var start = time.Now()

func wallTime() time.Duration { return time.Since(start) }
