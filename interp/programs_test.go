package interp

import (
	"bytes"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/lang"
)

// example is a Gibbs program with what it prints, or the codes of what is wrong with it. Programs
// whose numbers are drawn assert what theory says of them.
type example struct {
	name, source string
	prints       string   // every line it prints
	codes        []string // of its diagnostics, in order
}

// runProgram runs a program in a directory of its own.
func runProgram(t *testing.T, source string) (code int, out string, s *Session) {
	t.Helper()
	var buf bytes.Buffer
	dir := t.TempDir()
	s = NewSession(Options{Out: &buf, Dir: dir, Threads: 2})
	code = s.Run(lang.NewSource(dir+"/program.gp", strings.TrimPrefix(source, "\n")))
	return code, buf.String(), s
}

func TestPrograms(t *testing.T) {
	for _, p := range examples {
		t.Run(p.name, func(t *testing.T) {
			code, out, s := runProgram(t, p.source)
			var codes []string
			for _, d := range s.Diags {
				codes = append(codes, d.Code)
			}
			if got, want := strings.Join(codes, " "), strings.Join(p.codes, " "); got != want {
				t.Errorf("diagnostics %q, want %q", got, want)
				for _, d := range s.Diags {
					t.Log(d.Code, d.Message, d.Here)
				}
			}
			if len(p.codes) == 0 && code != ExitDone {
				t.Errorf("exit code %d", code)
			}
			if got, want := strings.TrimSpace(out), strings.TrimSpace(p.prints); got != want {
				t.Errorf("prints\n%s\nwant\n%s", got, want)
			}
		})
	}
}

var examples = []example{
	{name: "chains forget where they began", source: `
I = 1..3
model ring(s: spin[I]) ∝ exp(0.5*sum(s[i]*s[j] for i in I, j in I if i < j))
e = mean(s[1]*s[2] for s ~ exact(ring))
u = mean(s[1]*s[2] for s ~ ring, samples = 100000)
assert abs(e - (exp(2) - 1)/(exp(2) + 3)) < 1e-12
assert abs(u.mean - e.mean) < 4*u.err and u.err < 0.01
`},
}
