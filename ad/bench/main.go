// Command bench compares the benchmarks of Gibbs with what is recorded of them in BENCHMARKS.tsv:
//
//	go run ./ad/bench                      # all of them; names what lost more than 15 %
//	go run ./ad/bench -bench Network ./ad/exec
//	go run ./ad/bench -update              # records
//	go run ./ad/bench -once                # each runs once and gives a ratio; nothing is compared
//
// Only ratios are compared, which each benchmark takes within one run against what the machine does at the same
// moment: shares, whose units begin with %, may not fall; multiples, per element, update or log-density, may not
// rise. Of several counts the best one stands. The exit code is 1 if something was lost.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// records is the file of recorded ratios, beside BENCHMARKS.md.
const records = "BENCHMARKS.tsv"

// lost is the share of a ratio that a benchmark may lose.
const lost = 0.15

func main() {
	bench := flag.String("bench", ".", "which `benchmarks`, as in go test")
	count := flag.Int("count", 3, "runs of each")
	benchtime := flag.String("benchtime", "0.3s", "how long a run takes")
	update := flag.Bool("update", false, "record what is measured")
	once := flag.Bool("once", false, "run each benchmark once, and ask for a ratio")
	flag.Parse()
	if *once {
		*count, *benchtime = 1, "1x"
	}
	packages := flag.Args()
	if len(packages) == 0 {
		packages = []string{"./..."}
	}
	args := append([]string{"test", "-run", "^$", "-bench", *bench, "-count", strconv.Itoa(*count), "-benchtime", *benchtime, "-timeout", "60m", "-p", "1"}, packages...)
	if err := compare(args, *update, *once); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// compare runs the benchmarks and compares or records their ratios.
func compare(args []string, update, once bool) error {
	var text strings.Builder
	cmd := exec.Command("go", args...)
	cmd.Stdout, cmd.Stderr = io.MultiWriter(&text, os.Stdout), os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("go %s: %w", strings.Join(args, " "), err)
	}
	now, silent := parse(text.String())
	if len(silent) > 0 {
		return fmt.Errorf("no ratio: %s", strings.Join(silent, ", "))
	}
	if once {
		return nil
	}
	before, err := load(records)
	if err != nil {
		return err
	}
	if update {
		for k, v := range now {
			before[k] = v
		}
		return save(records, before)
	}
	return verdict(os.Stdout, before, now)
}
