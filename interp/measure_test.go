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

// takes is the least processor time of each work, in seconds, and the rate of a loop of nothing but multiply-adds that
// runs in turns with them: floating-point operations a second. Each works b.N times.
func takes(b *testing.B, works ...func()) (seconds []float64, rate float64) {
	b.Helper()
	seconds = make([]float64, len(works))
	for k, work := range works {
		work()
		seconds[k] = math.Inf(1)
	}
	b.ResetTimer()
	for range b.N {
		for k, work := range works {
			begin := processor()
			work()
			seconds[k] = min(seconds[k], processor()-begin)
		}
		begin := processor()
		flops := peak.FMA(kernel.Path(), 1<<20)
		rate = max(rate, flops/(processor()-begin))
	}
	b.ReportMetric(0, "ns/op")
	return seconds, rate
}
