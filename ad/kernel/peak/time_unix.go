//go:build linux || darwin || freebsd || netbsd || openbsd

package peak

import (
	"time"

	"golang.org/x/sys/unix"
)

// processorTime is what all threads of the process have used so far.
func processorTime() time.Duration {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &t) != nil {
		return wallTime()
	}
	return time.Duration(t.Nano())
}
