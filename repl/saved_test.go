package repl

import (
	"os"
	"path/filepath"
	"testing"
)

// A name of several that are defined together may get another meaning: the others keep theirs. The name ans may be defined,
// and stand for an argument.
func TestSavedNamesKeepTheirMeaning(t *testing.T) {
	file := filepath.Join(t.TempDir(), "session.gp")
	_, told := talk(t, `X, Y, Z = pauli(1..2)
X = 3
Y[1]*Z[2]
ans = 5
ans + 1
u = 2*ans
f(ans) = ans^2
f(3)
u
:save `+file+`
`)
	text, e := os.ReadFile(file)
	if e != nil {
		t.Fatal(e, told)
	}
	again, told := talk(t, ":load "+file+"\n4*X\n")
	if want := "Y_1 Z_2\n6\n9\n12\n12\n"; again != want {
		t.Errorf("the saved program prints %q, want %q\n%s\n%s", again, want, text, told)
	}
}
