package files

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func listing(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func contents(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

func TestWriteAtomic(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "run.txt")
	for _, s := range []string{"first", strings.Repeat("second ", 100_000)} {
		if err := WriteAtomic(path, text(s)); err != nil {
			t.Fatal(err)
		}
		if contents(t, path) != s {
			t.Errorf("the file has other contents than %.10q", s)
		}
	}
	if names := listing(t, folder); len(names) != 1 {
		t.Errorf("left behind: %v", names)
	}
}

// Whatever goes wrong on the way, the old file stays and nothing is left behind.
func TestFailedWriteChangesNothing(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "run.txt")
	if err := WriteAtomic(path, text("old")); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	err := WriteAtomic(path, func(w io.Writer) error {
		if err := text(strings.Repeat("new", 100_000))(w); err != nil {
			return err
		}
		if contents(t, path) != "old" {
			t.Error("the new contents show before they are whole")
		}
		return broken
	})
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "run.txt") {
		t.Errorf("message %v", err)
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic got lost")
			}
		}()
		_ = WriteAtomic(path, func(io.Writer) error { panic("writer") })
	}()
	if contents(t, path) != "old" || len(listing(t, folder)) != 1 {
		t.Errorf("%q, %v", contents(t, path), listing(t, folder))
	}
}

func TestWriteErrorsNameTheFile(t *testing.T) {
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "taken"), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"nowhere/run.txt", "taken"} {
		path := filepath.Join(folder, name)
		err := WriteAtomic(path, text("x"))
		if err == nil || !strings.HasPrefix(err.Error(), "cannot write "+path+": ") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := WriteAtomic(filepath.Join(folder, "nowhere/x"), text("x")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the cause is lost: %v", err)
	}
	if names := listing(t, folder); len(names) != 1 {
		t.Errorf("left behind: %v", names)
	}
}
