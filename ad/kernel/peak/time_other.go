//go:build !(linux || darwin || freebsd || netbsd || openbsd)

package peak

import "time"

// processorTime is the time on the clock, where that of the processor is not told.
func processorTime() time.Duration { return wallTime() }
