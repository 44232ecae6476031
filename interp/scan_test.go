package interp

import (
	"fmt"
	"math"
	"testing"
	"time"
)

// trainings are objectives of many sizes; their programs differ in nothing else.
var trainings = []struct {
	name, text string
	sizes      []int
}{
	{"made", `import van
Λ = square(%d, %[1]d, periodic)
E(s) = -sum(s[i]*s[j] for (i,j) in bonds(Λ))
p = van.made(Λ, channels = 4, depth = 2)
fit = minimize mean(E(s) + 2.27*log(p(s)) for s ~ p) using adam(1e-3) with batch = 1000, steps = 1, samples = 16
`, []int{8, 16, 24, 32}},
	{"made of one channel", `import van
Λ = square(%d, %[1]d, periodic)
E(s) = -sum(s[i]*s[j] for (i,j) in bonds(Λ))
p = van.made(Λ, channels = 1, depth = 2)
fit = minimize mean(E(s) + 2.27*log(p(s)) for s ~ p) using adam(1e-3) with batch = 1000, steps = 1, samples = 16
`, []int{8, 16, 24, 32}},
	{"realnvp", `import realnvp
I = 1..%d
E(x) = sum(x[i]^4/4 - x[i]^2/2 for i in I) + 0.1*sum(x[i]*x[j] for i in I, j in I if j == i + 1)
q = [normal(0, 1) for i in I] |> realnvp.stack(I, layers = 8, width = 64)
fit = minimize mean(E(x) + log(q(x)) for x ~ q) using adam(1e-3) with batch = 1024, steps = 1, samples = 16
`, []int{6, 12, 24, 48, 96}},
}

// BenchmarkScan times a whole step of training, optimiser included, by one worker. A weight that enters once takes six
// operations a sample: two forward, two for its derivative and two for that of what it multiplies.
func BenchmarkScan(b *testing.B) {
	for _, m := range trainings {
		for _, size := range m.sizes {
			b.Run(fmt.Sprintf("%s/%d", m.name, size), func(b *testing.B) {
				s, _ := program(b, fmt.Sprintf(m.text, size), Options{Threads: 1})
				t := valueOf(b, s, "fit").(*Record).Data.(*training)
				weights := 0
				for _, g := range t.grads {
					weights += len(g)
				}
				seconds, rate := takes(b, func() {
					t.step0, t.steps = t.steps, t.steps+1
					t.run()
				})
				b.ReportMetric(1e6*seconds[0]/float64(t.batch), "µs/sample")
				b.ReportMetric(t.plan.Flops()/float64(t.batch*6*weights), "flop/needed")
				b.ReportMetric(100*t.plan.Flops()/seconds[0]/rate, "%peak")
			})
		}
	}
}

// BenchmarkWorkers compares whole steps by two workers with steps by one, in turns: %ideal is half of how much faster
// two are.
func BenchmarkWorkers(b *testing.B) {
	for _, m := range []struct{ training, size int }{{0, 16}, {1, 16}, {2, 12}} {
		b.Run(fmt.Sprintf("%s/%d", trainings[m.training].name, m.size), func(b *testing.B) {
			var least [2]float64
			var step [2]func()
			for k := range step {
				s, _ := program(b, fmt.Sprintf(trainings[m.training].text, m.size), Options{Threads: k + 1})
				t := valueOf(b, s, "fit").(*Record).Data.(*training)
				least[k] = math.Inf(1)
				step[k] = func() {
					t.step0, t.steps = t.steps, t.steps+1
					t.run()
				}
				step[k]()
			}
			for b.Loop() {
				for k := range step {
					begin := time.Now()
					step[k]()
					least[k] = min(least[k], time.Since(begin).Seconds())
				}
			}
			b.ReportMetric(1e3*least[0], "ms/one")
			b.ReportMetric(1e3*least[1], "ms/two")
			b.ReportMetric(50*least[0]/least[1], "%ideal")
			b.ReportMetric(0, "ns/op")
		})
	}
}
