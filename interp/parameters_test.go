package interp

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/interp/files"
)

const savedNet = `net f(n, c = 2)(x: real[1..n]) {
  param W[i,j] ~ normal(0, 1) for i in 1..n, j in 1..n if j < i
  param b[i] = 0.5 for i in 1..n
  c*sum(tanh(b[i] + sum(W[i,j]*x[j] for j in 1..n)) for i in 1..n)
}
`

// loading runs a program that loads the file into its net, and returns what became of it.
func loading(t *testing.T, dir, text string) (code int, problems string, value float64) {
	t.Helper()
	s, code, _ := execute(text+`load(p, "p.safetensors")`+"\nv = p([0.1*i for i in 1..N])\n", Options{Dir: dir})
	if code == ExitDone {
		value = numberOf(t, s, "v")
	}
	return code, rendered(s), value
}

// Parameters come back into a definition like the one that was saved, under another name too; others are refused with the
// reason, and what they were saved from.
func TestParametersTellWhatTheyAre(t *testing.T) {
	dir := t.TempDir()
	s, _ := program(t, savedNet+`p = f(3)
v = p([0.1*i for i in 1..3])
save(p, "p.safetensors")
`, Options{Dir: dir, Seed: 5})
	want := numberOf(t, s, "v")
	for name, text := range map[string]string{"the same": savedNet + "N = 3\np = f(N)\n", "another name": savedNet + "N = 3\nq = f(N)\np = q\n"} {
		if code, problems, v := loading(t, dir, text); code != ExitDone || v != want || problems != "" {
			t.Errorf("%s: %d, %v, not %v: %s", name, code, v, want, problems)
		}
	}
	for _, c := range []struct{ name, text, want string }{
		{"sizes", savedNet + "N = 4\np = f(N)\n", "p.W has the shape [3 3] there and [4 4] here"},
		{"what it was", savedNet + "N = 4\np = f(N)\n", "saved from p, the net f(n = 3, c = 2)"},
		{"names", strings.ReplaceAll(savedNet, "b[", "d[") + "N = 3\np = f(N)\n", "p.d is not there"},
		{"zeros", strings.ReplaceAll(savedNet, "j < i", "j > i") + "N = 3\np = f(N)\n", "p.W has a value there where it is always zero here"},
	} {
		if code, problems, _ := loading(t, dir, c.text); code != ExitWrong || !strings.Contains(problems, "G0807") || !strings.Contains(problems, c.want) {
			t.Errorf("%s: %d\n%s", c.name, code, problems)
		}
	}
	code, problems, _ := loading(t, dir, strings.ReplaceAll(savedNet, "tanh", "sin")+"N = 3\np = f(N)\n")
	if code != ExitDone || !strings.Contains(problems, "warning[G0807]") || !strings.Contains(problems, "differs from f") {
		t.Errorf("another function of the same parameters: %d\n%s", code, problems)
	}
}

// Files of earlier versions and of other programs are read by names and shapes; those of versions to come are refused.
func TestParametersOfOtherVersions(t *testing.T) {
	w := files.Tensor{Name: "p.W", Shape: []int{3, 3}, Values: []float64{0, 0, 0, 1, 0, 0, 2, 3, 0}}
	b := files.Tensor{Name: "p.b", Shape: []int{3}, Values: []float32{0, 0, 0}}
	turned := files.Tensor{Name: "p.W", Shape: []int{9}, Values: w.Values}
	text := strings.ReplaceAll(savedNet, "tanh", "") + "N = 3\np = f(N)\n"
	for _, c := range []struct {
		name  string
		list  []files.Tensor
		meta  map[string]string
		value float64 // 2(x[1] + 2 x[1] + 3 x[2])
		want  string  // the problem
	}{
		{"of another program", []files.Tensor{w, b}, nil, 1.8, ""},
		{"version 1", []files.Tensor{w, b}, map[string]string{"format": "gibbs-parameters-1", "instance": "p", "kind": "net"}, 1.8, ""},
		{"a training", []files.Tensor{w, b, {Name: "clip", Shape: []int{1}, Values: []float64{1}}}, map[string]string{"format": "gibbs-checkpoint-1"}, 1.8, ""},
		{"to come", []files.Tensor{w, b}, map[string]string{"format": "gibbs-parameters-3"}, 0, "gibbs-parameters-3, which this version does not know"},
		{"of PyTorch", []files.Tensor{w, b}, map[string]string{"format": "pt"}, 1.8, ""},
		{"another shape", []files.Tensor{turned, b}, nil, 0, "p.W has the shape [9] there and [3 3] here"},
		{"half of it", []files.Tensor{b}, nil, 0, "p.W is not there"},
	} {
		dir := t.TempDir()
		if err := files.SaveTensors(filepath.Join(dir, "p.safetensors"), c.list, c.meta); err != nil {
			t.Fatal(err)
		}
		code, problems, v := loading(t, dir, text)
		switch {
		case c.want == "" && (code != ExitDone || v < c.value-1e-6 || v > c.value+1e-6):
			t.Errorf("%s: %d, %v, not %v\n%s", c.name, code, v, c.value, problems)
		case c.want != "" && (code != ExitWrong || !strings.Contains(problems, c.want)):
			t.Errorf("%s: %d\n%s", c.name, code, problems)
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "p.safetensors"), []byte("no tensors"), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, problems, _ := loading(t, dir, text); code != ExitMachine || !strings.Contains(problems, "G0804") {
		t.Errorf("no file of tensors: %d\n%s", code, problems)
	}
}
