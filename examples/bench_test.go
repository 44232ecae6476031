package examples

import (
	"testing"

	"github.com/gibbs-lang/gibbs/ad/kernel/peak"
	"github.com/gibbs-lang/gibbs/interp"
)

// BenchmarkCheck times everything short of running an example.
func BenchmarkCheck(b *testing.B) {
	for name := range reduced {
		b.Run(name, func(b *testing.B) {
			peak.Cost(b, func() {
				s, src := session(b, name, interp.Options{Check: true})
				if code := s.Run(src); code != interp.ExitDone {
					b.Fatal(code)
				}
			})
		})
	}
}
