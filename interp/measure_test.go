package interp

import (
	"math"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/gibbs-lang/gibbs/ad/kernel"
	"github.com/gibbs-lang/gibbs/ad/kernel/peak"
)

// processor is the processor time that the process has taken, in seconds.
func processor() float64 {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// takes is the least processor time of work, in seconds, and the rate of a loop of nothing but multiply-adds that runs
// in turns with it: floating-point operations a second. It works b.N times.
func takes(b *testing.B, work func()) (seconds, rate float64) {
	b.Helper()
	work()
	seconds = math.Inf(1)
	b.ResetTimer()
	for range b.N {
		begin := processor()
		work()
		middle := processor()
		flops := peak.FMA(kernel.Path(), 1<<15)
		seconds = min(seconds, middle-begin)
		rate = max(rate, flops/(processor()-middle))
	}
	b.ReportMetric(0, "ns/op")
	return seconds, rate
}
