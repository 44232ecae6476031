package main

import (
	"bufio"
	"os/exec"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/ad/kernel/peak"
)

// BenchmarkStart times the command from its start: until it has told its version, as a prompt would stand there, and until the
// first training step of the Ising example begins.
func BenchmarkStart(b *testing.B) {
	b.Run("version", func(b *testing.B) {
		peak.Delay(b, func() {
			if err := exec.Command("gibbs", "version").Run(); err != nil {
				b.Fatal(err)
			}
		})
	})
	b.Run("training", func(b *testing.B) {
		dir := b.TempDir()
		peak.Delay(b, func() { untilTraining(b, "run", "examples/ising.gp", "--out", dir) })
	})
}

// untilTraining runs the command until it tells that it trains.
func untilTraining(b *testing.B, args ...string) {
	cmd := exec.Command("gibbs", args...)
	pipe, err := cmd.StderrPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	line, err := bufio.NewReader(pipe).ReadString('\n')
	if !strings.HasPrefix(line, "training ") {
		b.Fatal(line, err)
	}
	cmd.Process.Kill()
	cmd.Wait()
}
