package kernel

import (
	"slices"
	"testing"
)

func TestStartPath(t *testing.T) {
	names := Paths()
	for _, n := range names {
		if got := startPath(n).name; got != n {
			t.Errorf("GIBBS_KERNEL=%s starts %s", n, got)
		}
	}
	fastest := names[len(names)-1]
	for _, n := range []string{"", "avx1024"} {
		if got := startPath(n).name; got != fastest {
			t.Errorf("GIBBS_KERNEL=%q starts %s, want %s", n, got, fastest)
		}
	}
	if !slices.Contains(names, "generic") {
		t.Error("the plain loops are not a path")
	}
}

func TestSetPath(t *testing.T) {
	before := Path()
	if err := SetPath("avx1024"); err == nil || Path() != before {
		t.Errorf("an unknown path gives the error %v and the path %s", err, Path())
	}
	everyPath(t, func(t *testing.T) {
		if want := t.Name()[len("TestSetPath/"):]; Path() != want {
			t.Errorf("the path is %s, want %s", Path(), want)
		}
	})
	if Path() != before {
		t.Errorf("the path stays %s after the tests of %s", Path(), before)
	}
}
