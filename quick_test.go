//go:build linux

package main

import (
	"bytes"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// processor is the processor time that a call takes, at best of several.
func processor(tries int, f func()) time.Duration {
	used := func() time.Duration {
		var u syscall.Rusage
		syscall.Getrusage(syscall.RUSAGE_SELF, &u)
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	best := time.Hour
	for range tries {
		before := used()
		f()
		best = min(best, used()-before)
	}
	return best
}

// gibbs check answers within 100 ms on the programs of examples; the limits leave room for a slower machine.
func TestCheckIsQuick(t *testing.T) {
	paths, err := filepath.Glob("examples/*.gp")
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	slow := 0
	for _, path := range paths {
		took := processor(2, func() {
			sh := &shell{out: &bytes.Buffer{}, err: &bytes.Buffer{}}
			(&checkCommand{Files: []string{path}}).Run(sh)
		})
		if took > 100*time.Millisecond {
			slow++
			t.Logf("%s is checked in %v", path, took)
		}
		if took > 500*time.Millisecond {
			t.Errorf("%s is checked in %v", path, took)
		}
	}
	if slow*4 > len(paths) {
		t.Errorf("%d of %d programs take more than 100 ms", slow, len(paths))
	}
}
