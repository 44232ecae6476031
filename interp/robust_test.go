package interp

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/gibbs-lang/gibbs/lang"
)

// reporter is a test, or a check of a property.
type reporter interface {
	Helper()
	Errorf(format string, args ...any)
}

// judge checks or runs a program with little time and effort. It reports panics (by letting them through),
// diagnostics without a code or a place, exit codes that do not fit, long times and much memory.
func judge(t reporter, text string, check bool) *Session {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	s, code := briefly(text, check, nil)
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	if took > 4*time.Second {
		t.Errorf("takes %v:\n%.2000s", took, text)
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > 1<<30 {
		t.Errorf("takes %d MB:\n%.2000s", got>>20, text)
	}
	wrong := hasErrors(s.Diags)
	if code == ExitDone && wrong || code != ExitDone && code != ExitInterrupted && !wrong {
		t.Errorf("exit code %d with %d diagnostics:\n%.2000s", code, len(s.Diags), text)
	}
	for _, d := range s.Diags {
		at := d.Span
		if _, ok := lang.Explain(d.Code); !ok || at.Source == nil || at.Start.Offset < 0 || at.End.Offset < at.Start.Offset || at.End.Offset > len(at.Source.Text) {
			t.Errorf("diagnostic %s (%s) has no place:\n%.2000s", d.Code, d.Message, text)
		}
	}
	return s
}

// briefly runs a program for at most two seconds with few samples, or until ctx ends.
func briefly(text string, check bool, ctx context.Context) (*Session, int) {
	crash = true
	if ctx == nil {
		limited, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		ctx = limited
	}
	var out bytes.Buffer
	s := NewSession(Options{Out: &out, Log: &out, Samples: 16, Threads: 1, Check: check, Context: ctx, Dir: "/dev/null/none", Library: onDisk{}})
	code := s.Run(lang.NewSource("program.gp", text))
	lang.Render(&out, s.Diags, false)
	return s, code
}

// onDisk is the library as its files, without what is written in Go.
type onDisk struct{}

func (onDisk) Source(name string) (*lang.Source, bool) {
	text, err := os.ReadFile(filepath.Join("..", "stdlib", filepath.Base(name)+".gp"))
	return lang.NewSource(name+".gp", string(text)), err == nil
}
func (onDisk) Native(string) map[string]Native { return nil }
func (onDisk) Kinds() []*Kind                  { return nil }
func (onDisk) Readers() map[string]Native      { return nil }
func (onDisk) Modules() []string               { return []string{"van", "nets", "ising"} }

// Texts that other languages are tested with (and that break their readers) are checked and run.
func TestBadTexts(t *testing.T) {
	f, err := os.Open("../../shared/data/lang_badinput/seeds.jsonl.gz")
	if err != nil {
		t.Skip("the texts are not here")
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	texts := 0
	for list := json.NewDecoder(z); list.More(); texts++ {
		var entry struct {
			Text  string
			Bytes []byte `json:"b64"`
		}
		if err := list.Decode(&entry); err != nil {
			t.Fatal(err)
		}
		text := entry.Text + string(entry.Bytes)
		judge(t, text, true)
		judge(t, text, false)
	}
	if texts < 4000 {
		t.Errorf("%d texts", texts)
	}
}

// piece is a part of a program that may stand where another of its kind stands.
type piece struct {
	kind     string
	from, to int
	text     string
}

// pieces are the statements, expressions, arguments and generators of a program.
func pieces(text string) []piece {
	var out []piece
	prog, _ := lang.Parse(lang.NewSource("program.gp", text))
	for _, st := range prog.Stmts {
		lang.Walk(st, func(n lang.Node) bool {
			kind := "expression"
			switch n.(type) {
			case lang.Stmt:
				kind = "statement"
			case *lang.Gen:
				kind = "generator"
			case *lang.Arg:
				kind = "argument"
			}
			if at := n.Span(); at.End.Offset > at.Start.Offset {
				out = append(out, piece{kind, at.Start.Offset, at.End.Offset, text[at.Start.Offset:at.End.Offset]})
			}
			return true
		})
	}
	return out
}

var (
	efforts = regexp.MustCompile(`\b(steps|batch|samples|chains|warmup|sweeps|epochs|inner)(\s*=\s*)[0-9_]+`)
	sizes   = regexp.MustCompile(`\b[0-9_]{3,}\b`)
	inputs  = regexp.MustCompile(`(?m)^(input \S+ = )[0-9]+\b`)
)

// programs are the seeds of mutants: those of this room, of the reference, the library and the examples.
func programs(t *testing.T) []string {
	out := append([]string(nil), seeds...)
	for _, folder := range []string{"../spec/conformance/right", "../spec/conformance/wrong", "../stdlib", "../examples", "../../shared/programs"} {
		paths, err := filepath.Glob(folder + "/*.gp")
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range paths {
			text, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			small := efforts.ReplaceAllString(string(text), "${1}${2}3")
			small = inputs.ReplaceAllString(sizes.ReplaceAllString(small, "5"), "${1}3")
			out = append(out, small)
		}
	}
	return out
}

// oddities stand where an expression stood.
var oddities = []string{"0", "-1", "1/0", "0/0", "1e300", "1000000000", "inf", "0.5", "1..0", "1..1", "-2..2", "[1, 2]", "[[1, 2], [3, 4]]", "(1, 2)", "\"a\"",
	"true", "spin", "spin[1..2]", "bit", "real", "int", "labels(\"a\", \"b\")", "set(i for i in 1..3 if i > 5)", "chain(3, open)", "x -> x", "normal(0, 1)", "step", "_",
	"bonds(chain(1, open))", "[i for i in 1..0]", "exact", "im"}

// wrappers are put around an expression.
var wrappers = []string{"sum(#)", "[# for q in 1..2]", "(#, #)", "-#", "#[1]", "#.x", "grad(#)", "mean(# for z ~ normal(0, 1))", "{ # }", "size(#)", "#(1)", "if 1 < 2 then # else 0",
	"exact(#)", "log(#)", "max(# for w in 1..0)", "#^2", "not #", "softmax(#)", "1..#", "x -> #", "sample(#)", "entropy(#)", "# in 1..3", "argmax(#)", "set(# for q in 1..2)", "\"{#}\""}

// mutant exchanges, doubles, wraps and drops parts of a program.
func mutant(t *rapid.T, text string, pool []piece) string {
	for range rapid.IntRange(1, 4).Draw(t, "changes") {
		parts := pieces(text)
		if len(parts) == 0 {
			return text
		}
		p := rapid.SampledFrom(parts).Draw(t, "part")
		with := ""
		switch rapid.IntRange(0, 6).Draw(t, "change") {
		case 0, 1:
			with = rapid.SampledFrom(parts).Draw(t, "other part").text
		case 2:
			with = rapid.SampledFrom(pool).Draw(t, "foreign part").text
		case 3:
			with = rapid.SampledFrom(oddities).Draw(t, "oddity")
		case 4:
			with = strings.ReplaceAll(rapid.SampledFrom(wrappers).Draw(t, "wrapper"), "#", p.text)
		case 5: // two parts change places
			q := rapid.SampledFrom(parts).Draw(t, "partner")
			if q.from >= p.to {
				text = text[:q.from] + p.text + text[q.to:]
				with = q.text
			}
		}
		text = text[:p.from] + with + text[p.to:]
	}
	return text
}

// Whatever is exchanged in programs, they are answered.
func TestMutants(t *testing.T) {
	texts := programs(t)
	var pool []piece
	for _, text := range texts {
		for _, p := range pieces(text) {
			if len(p.text) < 80 {
				pool = append(pool, p)
			}
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		for range 8 {
			text := mutant(rt, rapid.SampledFrom(texts).Draw(rt, "program"), pool)
			judge(rt, text, true)
		}
		judge(rt, mutant(rt, rapid.SampledFrom(seeds).Draw(rt, "seed"), pool), false)
	})
}

// countdown is a context that is cancelled when it is asked for the n-th time.
type countdown struct {
	context.Context
	left atomic.Int64
}

func (c *countdown) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// A program may be interrupted wherever it looks whether it is: it ends, and nothing is wrong with it.
func TestInterruptedAnywhere(t *testing.T) {
	for _, text := range append(append([]string(nil), seeds...), doubling) {
		for n := int64(0); n < 4000; n += 1 + n/4 {
			ctx := &countdown{Context: context.Background()}
			ctx.left.Store(n)
			s, code := briefly(text, false, ctx)
			if ctx.left.Load() >= 0 {
				break // it ended before
			}
			if code != ExitInterrupted || hasErrors(s.Diags) {
				t.Errorf("interrupted at %d: exit code %d, %d diagnostics:\n%s", n, code, len(s.Diags), text)
			}
		}
	}
}

// doubling calls too often to be written out.
var doubling = "f0(x) = x + 1\n" + chainOf(30, "f%d(x) = f%e(f%e(x))\n") + "print(f30(1))\n"

// chainOf repeats a line for 1…n: %d is its number, %e the one before.
func chainOf(n int, line string) string {
	var b strings.Builder
	for i := 1; i <= n; i++ {
		b.WriteString(strings.NewReplacer("%d", decimal(i), "%e", decimal(i-1)).Replace(line))
	}
	return b.String()
}

func decimal(n int) string { return number(float64(n)) }
