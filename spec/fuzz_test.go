package spec

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"flag"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/lang"
	"github.com/gibbs-lang/gibbs/stdlib"
)

// survives runs whatever text with a small budget: it ends in time with an exit code, and no
// diagnostic says that Gibbs itself is wrong.
func survives(t *testing.T, dir, text string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	s := interp.NewSession(interp.Options{Quiet: true, Samples: 20, Dir: dir, Library: stdlib.Library, Context: ctx, Threads: 1})
	begin := time.Now()
	s.Run(lang.NewSource("any.gp", text))
	if d := time.Since(begin); d > 10*time.Second {
		t.Errorf("%v for\n%.500s", d, text)
	}
	if has(s.Diags, "G0902") {
		t.Errorf("%.500s\n%s", text, show(s.Diags))
	}
}

// FuzzRun begins with the conformance programs.
func FuzzRun(f *testing.F) {
	paths, err := filepath.Glob("conformance/*/*.gp")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) { survives(t, dir, text) })
}

// Programs of other languages, and damaged ones.
func TestBadInputs(t *testing.T) {
	file, err := os.Open("../../shared/data/lang_badinput/seeds.jsonl.gz")
	if err != nil {
		t.Skip("the collection of bad inputs is not here")
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	n := 0
	for in := json.NewDecoder(bufio.NewReader(unzipped)); in.More(); n++ {
		var seed struct{ Text string }
		if err := in.Decode(&seed); err != nil {
			t.Fatal(err)
		}
		survives(t, dir, seed.Text)
	}
	if n != 4577 {
		t.Errorf("%d inputs", n)
	}
}

var anyToken = regexp.MustCompile(`#.*|[\p{L}_][\p{L}\p{N}_₁₂′]*|[0-9]+(?:\.[0-9]+)?(?:e-?[0-9]+)?|"[^"]*"|->|\.\.<|\.\.|[<>=!~]=|\|>|\n|\S`)

// tokenClass tells which tokens may stand for each other without breaking a statement.
func tokenClass(word string) string {
	switch {
	case slices.Contains(lang.Keywords(), word):
		return word
	case strings.Contains("+ - * / ^ mod == != <= >= < > |>", word):
		return "operator"
	case strings.HasPrefix(word, "#"):
		return "#"
	}
	r, _ := utf8.DecodeRuneInString(word)
	switch {
	case unicode.IsDigit(r):
		return "number"
	case unicode.IsLetter(r):
		return "name"
	}
	return word
}

// Programs with a few tokens and lines exchanged for those of other programs are mostly well
// written and mostly wrong.
func TestExchangedTokens(t *testing.T) {
	var texts [][]string
	var lines []string
	pool := map[string][]string{}
	for _, folder := range []string{"right", "wrong"} {
		all := programs(t, folder)
		for _, path := range slices.Sorted(maps.Keys(all)) {
			words := anyToken.FindAllString(all[path], -1)
			texts = append(texts, words)
			lines = append(lines, strings.Split(all[path], "\n")...)
			for _, w := range words {
				pool[tokenClass(w)] = append(pool[tokenClass(w)], w)
			}
		}
	}
	rng := rand.New(rand.NewPCG(*exchangeSeed, 0))
	dir := t.TempDir()
	for range *exchanges {
		words := slices.Clone(texts[rng.IntN(len(texts))])
		for range 1 + rng.IntN(3) {
			at := rng.IntN(len(words))
			same := pool[tokenClass(words[at])]
			switch rng.IntN(8) {
			case 0:
				words = slices.Insert(words, 0, lines[rng.IntN(len(lines))], "\n")
			case 1:
				words = append(words, "\n", lines[rng.IntN(len(lines))])
			case 2:
				same = words // another token of the same program, of any class
				fallthrough
			default:
				if len(same) > 0 {
					words[at] = same[rng.IntN(len(same))]
				}
			}
		}
		survives(t, dir, strings.Join(words, " ")+"\n")
		if t.Failed() {
			return
		}
	}
}

var (
	exchanges    = flag.Int("exchanges", 500, "programs with exchanged tokens")
	exchangeSeed = flag.Uint64("exchange-seed", 1, "which programs")
)
