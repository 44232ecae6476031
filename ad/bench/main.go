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
