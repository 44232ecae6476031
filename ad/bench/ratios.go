package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// metric is a ratio of a benchmark.
type metric struct{ pkg, name, unit string }

func (m metric) compare(n metric) int {
	return cmp.Or(cmp.Compare(m.pkg, n.pkg), cmp.Compare(m.name, n.name), cmp.Compare(m.unit, n.unit))
}

// ratio is the form of units that are compared: shares, and multiples.
var ratio = regexp.MustCompile(`^%|^M?flop/|^(draw|both|flops|local)/log[pψ]$|^(Δ|flops)/value$`)

// share tells whether more is better.
func (m metric) share() bool { return strings.HasPrefix(m.unit, "%") }

// better is the better one of two values.
func (m metric) better(a, b float64) float64 {
	if m.share() {
		return max(a, b)
	}
	return min(a, b)
}

// processors is what go test puts behind a name.
var processors = regexp.MustCompile(`-\d+$`)

// parse reads the ratios of benchmarks out of what go test prints, the best of each, and lists the benchmarks that
// have none.
func parse(text string) (ratios map[metric]float64, silent []string) {
	ratios = map[metric]float64{}
	pkg := ""
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		switch {
		case len(f) == 2 && f[0] == "pkg:":
			_, pkg, _ = strings.Cut(f[1], "/gibbs-lang/gibbs")
			pkg = "." + pkg
		case len(f) > 2 && strings.HasPrefix(f[0], "Benchmark"):
			name := processors.ReplaceAllString(strings.TrimPrefix(f[0], "Benchmark"), "")
			found := false
			for k := 2; k+1 < len(f); k += 2 {
				v, err := strconv.ParseFloat(f[k], 64)
				if err != nil || !ratio.MatchString(f[k+1]) {
					continue
				}
				m := metric{pkg, name, f[k+1]}
				if old, ok := ratios[m]; ok {
					v = m.better(v, old)
				}
				ratios[m], found = v, true
			}
			if !found {
				silent = append(silent, pkg+" "+name)
			}
		}
	}
	return ratios, silent
}

// verdict writes what was lost and what was gained, and what has no record; the error counts the losses.
func verdict(w io.Writer, before, now map[metric]float64) error {
	losses := 0
	for _, m := range slices.SortedFunc(maps.Keys(now), metric.compare) {
		old, ok := before[m]
		if !ok {
			fmt.Fprintf(w, "new    %s %s %.4g %s\n", m.pkg, m.name, now[m], m.unit)
			continue
		}
		gain := math.Log(now[m] / old)
		if !m.share() {
			gain = -gain
		}
		word := ""
		switch {
		case math.IsNaN(gain) || gain < math.Log(1-lost):
			word = "LOST"
			losses++
		case gain > -math.Log(1-lost):
			word = "gained"
		default:
			continue
		}
		fmt.Fprintf(w, "%-6s %s %s: %.4g %s, recorded %.4g\n", word, m.pkg, m.name, now[m], m.unit, old)
	}
	fmt.Fprintf(w, "%d ratios compared\n", len(now))
	if losses > 0 {
		return fmt.Errorf("%d ratios lost more than %.0f %%", losses, 100*lost)
	}
	return nil
}

// load reads records; a file that does not exist has none.
func load(path string) (map[metric]float64, error) {
	ratios := map[metric]float64{}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return ratios, nil
	}
	if err != nil {
		return nil, err
	}
	for k, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		f := strings.Split(line, "\t")
		if k == 0 {
			continue // the names of the columns
		}
		if len(f) != 4 {
			return nil, fmt.Errorf("%s:%d: four columns are needed", path, k+1)
		}
		v, err := strconv.ParseFloat(f[3], 64)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, k+1, err)
		}
		ratios[metric{f[0], f[1], f[2]}] = v
	}
	return ratios, nil
}

// save writes records, sorted.
func save(path string, ratios map[metric]float64) error {
	var b strings.Builder
	b.WriteString("package\tbenchmark\tunit\tratio\n")
	for _, m := range slices.SortedFunc(maps.Keys(ratios), metric.compare) {
		fmt.Fprintf(&b, "%s\t%s\t%s\t%.4g\n", m.pkg, m.name, m.unit, ratios[m])
	}
	return os.WriteFile(path, []byte(b.String()), 0o644)
}
