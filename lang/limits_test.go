package lang

import (
	"bufio"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"
)

// deepTexts nest something n levels deep, or repeat it n times.
var deepTexts = map[string]func(n int) string{
	"parentheses":  func(n int) string { return "y = " + strings.Repeat("(", n) + "x" + strings.Repeat(")", n) },
	"brackets":     func(n int) string { return "y = " + strings.Repeat("[", n) + "x" + strings.Repeat("]", n) },
	"indices":      func(n int) string { return "y = " + strings.Repeat("x[", n) + "x" + strings.Repeat("]", n) },
	"calls":        func(n int) string { return "y = " + strings.Repeat("f(", n) + "x" + strings.Repeat(")", n) },
	"blocks":       func(n int) string { return "y = " + strings.Repeat("{", n) + "x" + strings.Repeat("}", n) },
	"open":         func(n int) string { return "y = " + strings.Repeat("(", n) },
	"open braces":  func(n int) string { return "y = " + strings.Repeat("{", n) },
	"shut":         func(n int) string { return strings.Repeat(")", n) },
	"shut braces":  func(n int) string { return strings.Repeat("}", n) },
	"signs":        func(n int) string { return "y = " + strings.Repeat("-", n) + "x" },
	"nots":         func(n int) string { return "y = " + strings.Repeat("not ", n) + "x" },
	"roots":        func(n int) string { return "y = " + strings.Repeat("√", n) + "x" },
	"lambdas":      func(n int) string { return "y = " + strings.Repeat("x -> ", n) + "x" },
	"powers":       func(n int) string { return "y = x" + strings.Repeat("^x", n) },
	"superscripts": func(n int) string { return "y = x" + strings.Repeat("²", n) },
	"raised":       func(n int) string { return "y = x" + strings.Repeat(" ²", n) },
	"conditionals": func(n int) string { return strings.Repeat("if x then ", n) + "y = 1" },
	"choices": func(n int) string {
		return "y = " + strings.Repeat("if x then ", n) + "1" + strings.Repeat(" else 1", n)
	},
	"else ifs": func(n int) string { return "y = " + strings.Repeat("if x then 1 else ", n) + "1" },
	"patterns": func(n int) string {
		return "y = sum(1 for " + strings.Repeat("(", n) + "x" + strings.Repeat(")", n) + " in I)"
	},
	"texts":         func(n int) string { return "y = " + strings.Repeat(`"{`, n) + "x" + strings.Repeat(`}"`, n) },
	"open texts":    func(n int) string { return "y = " + strings.Repeat(`"{`, n) },
	"mixed":         func(n int) string { return "y = " + strings.Repeat("f([-(x -> {", n) },
	"semicolons":    func(n int) string { return strings.Repeat("(;", n) },
	"statements":    func(n int) string { return strings.Repeat("{;", n) },
	"sum":           func(n int) string { return "y = x" + strings.Repeat("+x", n) },
	"product":       func(n int) string { return "y = x" + strings.Repeat("*x", n) },
	"comparisons":   func(n int) string { return "y = x" + strings.Repeat("<x", n) },
	"fields":        func(n int) string { return "y = x" + strings.Repeat(".x", n) },
	"applications":  func(n int) string { return "y = x" + strings.Repeat("(x)", n) },
	"daggers":       func(n int) string { return "y = x" + strings.Repeat("†", n) },
	"pipes":         func(n int) string { return "y = x" + strings.Repeat("|>x", n) },
	"left sides":    func(n int) string { return "x" + strings.Repeat(", x", n) + " = y" },
	"list":          func(n int) string { return "y = [x" + strings.Repeat(",x", n) + "]" },
	"generators":    func(n int) string { return "y = sum(x for x in x" + strings.Repeat(",x in x", n) + ")" },
	"clauses":       func(n int) string { return "minimize x" + strings.Repeat(" over x", n) },
	"options":       func(n int) string { return "minimize x with a = 1" + strings.Repeat(", a = 1", n) },
	"lines":         func(n int) string { return strings.Repeat("x = 1\n", n) },
	"bad lines":     func(n int) string { return strings.Repeat("x = 2x\n", n) },
	"bad line":      func(n int) string { return strings.Repeat("2x;", n) },
	"newlines":      func(n int) string { return strings.Repeat("\n", n) },
	"dots":          func(n int) string { return "y = x" + strings.Repeat(".\nin", n) },
	"docs":          func(n int) string { return strings.Repeat("## a\n", n) + "x = 1" },
	"quotes":        func(n int) string { return strings.Repeat("\"\n", n) },
	"expressions":   func(n int) string { return `y = "` + strings.Repeat("{x}", n) + `"` },
	"braces":        func(n int) string { return `y = "` + strings.Repeat("{{", n) + `"` },
	"digits":        func(n int) string { return "y = " + strings.Repeat("1", n) },
	"marks":         func(n int) string { return "y = x" + strings.Repeat("\u0301", n) },
	"NULs":          func(n int) string { return strings.Repeat("\x00", n) },
	"no text":       func(n int) string { return strings.Repeat("\xff", n) },
	"foreign words": func(n int) string { return "y = [x" + strings.Repeat(", range(3)", n) + "]" },
	"loops":         func(n int) string { return strings.Repeat("for x ", n) },
	"equal signs":   func(n int) string { return "x" + strings.Repeat(" = x", n) },
}

// readAll does to a text everything that this room can do.
func readAll(text string) (*Program, []*Diagnostic) {
	src := NewSource("t.gp", text)
	p, ds := Parse(src)
	ParseLine(src)
	Incomplete(text)
	if len(ds) == 0 {
		for _, style := range []Style{Keep, Unicode, ASCII} {
			Format(src, style)
		}
	}
	for _, s := range p.Stmts {
		Print(s)
	}
	rendered(ds...)
	for _, d := range ds {
		if d.Message == brokeDown {
			panic("the reader broke down on " + text)
		}
		if _, err := json.Marshal(d.JSON()); err != nil {
			panic(err)
		}
	}
	return p, ds
}

// TestDeepTexts: ten thousand levels or repetitions of anything cost little and cannot
// break the reader; what nests gets one diagnostic.
func TestDeepTexts(t *testing.T) {
	nests := setOf("parentheses", "brackets", "indices", "calls", "blocks", "signs", "nots", "roots", "lambdas", "powers",
		"conditionals", "choices", "else ifs", "patterns", "texts")
	for name, text := range deepTexts {
		start := time.Now()
		_, ds := readAll(text(10_000))
		if d := time.Since(start); d > 3*time.Second {
			t.Errorf("%s: took %v", name, d)
		}
		if nests[name] && (len(ds) != 1 || ds[0].Code != "G0121") {
			t.Errorf("%s: %s", name, rendered(ds...)[:200])
		}
		if nests[name] {
			if _, ds := Parse(NewSource("t.gp", text(8))); len(ds) > 0 {
				t.Errorf("%s: 8 levels are too many:\n%s", name, rendered(ds...))
			}
		}
	}
}

// TestLinearTime: ten times as much of anything takes about ten times as long.
func TestLinearTime(t *testing.T) {
	if testing.Short() {
		t.Skip("reads megabytes")
	}
	for name, text := range deepTexts {
		unit := len(text(2000)) - len(text(1000))
		took := func(size int) time.Duration {
			src := NewSource("t.gp", text(size*1000/max(unit, 1)))
			start := time.Now()
			Parse(src)
			return time.Since(start)
		}
		small, large := took(10_000), took(100_000)
		if large > 40*small+time.Second {
			t.Errorf("%s: 10 kB took %v, 100 kB took %v", name, small, large)
		}
	}
}

func TestTooLong(t *testing.T) {
	_, ds := Parse(NewSource("t.gp", strings.Repeat("x = 1\n", MaxSource/6+1)))
	if len(ds) != 1 || ds[0].Code != "G0122" {
		t.Error(rendered(ds...))
	}
}

// TestBadInputs reads files that were made to break other parsers.
func TestBadInputs(t *testing.T) {
	file, err := os.Open("../../shared/data/lang_badinput/seeds.jsonl.gz")
	if err != nil {
		t.Skip("the collection is not here")
	}
	defer file.Close()
	z, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<24)
	n := 0
	for lines.Scan() {
		var seed struct{ Text, B64 string }
		if err := json.Unmarshal(lines.Bytes(), &seed); err != nil {
			t.Fatal(err)
		}
		if b, err := base64.StdEncoding.DecodeString(seed.B64); err == nil && seed.B64 != "" {
			seed.Text = string(b)
		}
		readAll(seed.Text)
		n++
	}
	if n < 4000 {
		t.Errorf("only %d inputs were read", n)
	}
}
