package interp

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/lang"
)

// stopAfter cancels a run when it has written so many lines.
type stopAfter struct {
	bytes.Buffer
	lines  int
	cancel func()
}

func (w *stopAfter) Write(p []byte) (int, error) {
	n, err := w.Buffer.Write(p)
	if bytes.Count(w.Bytes(), []byte("\n")) >= w.lines {
		w.cancel()
	}
	return n, err
}

// interrupted runs a program until it has written so many lines.
func interrupted(t *testing.T, text, dir string, lines int, resume bool) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	w := &stopAfter{lines: lines, cancel: cancel}
	s := NewSession(Options{Out: w, JSON: true, Seed: 3, Dir: dir, Context: ctx, Resume: resume, Library: moduleFiles{dir: "../stdlib"}})
	if code := s.Run(lang.NewSource("law.gp", text)); code != ExitInterrupted {
		t.Fatalf("exit code %d instead of an interruption\n%s", code, rendered(s))
	}
	return numbers(w.String())
}

// A training that is interrupted and resumed writes what an uninterrupted one does, and ends with the same
// parameters, to the last bit: on draws, on mini-batches, with momentum, schedules and clipping.
func TestResumeGivesTheSameBits(t *testing.T) {
	const head = `import van
Λ = square(3, 3, periodic)
E(s) = -sum(s[i]*s[j] for (i,j) in bonds(Λ))
p = van.made(Λ, channels = 2, depth = 2)
model world(s: spin[Λ]) { s[i] ~ spin(logit = 0.3) for i in Λ }
data = sample(world, 50)
`
	for _, c := range []struct{ name, train string }{
		{"adam with a schedule", "fit = minimize mean(E(s) + 2.3*log(p(s)) for s ~ p) using adam(cosine(1e-2, 1e-3)) with batch = 64, steps = 30, checkpoint = \"run.safetensors\""},
		{"adamw, clipped, annealed", "fit = minimize mean(progress*E(s) + 2.3*log(p(s)) for s ~ p) using adamw(0.01, decay = 0.1) with batch = 50, steps = 30, clip = 1, checkpoint = \"run.safetensors\""},
		{"chains of spins and of coordinates", "model q(s: spin[Λ], x: real) ∝ { param J = 0.1\n exp(-J*E(s) - x^2*(1 + J^2) + 0.1*x*sum(s)) }\nfit = minimize mean(E(s) + log(p(s)) for s ~ p) + mean(E(s)*x for (s, x) ~ q)^2 using adam(0.01) with batch = 16, steps = 30, warmup = 20, checkpoint = \"run.safetensors\""},
		{"chains of outer draws", "model q(t: spin[Λ], x: real | s: spin[Λ]) ∝ { param J = 0.1\n exp(J*sum(s[i]*t[i] for i in Λ) - x^2*(1 + J^2) + 0.1*x*sum(s)) }\nfit = minimize mean(E(s) + log(p(s)) + mean(x*E(t) for (t, x) ~ q(_ | s)) for s ~ p) using adam(0.01) with batch = 16, steps = 30, warmup = 20, checkpoint = \"run.safetensors\""},
		{"chains in a sector", "model q(s: spin[Λ]) ∝ { param J = 0.1\n if sum(s) == 1 then exp(-J*E(s)) else 0 }\nfit = minimize mean(E(s) + log(p(s)) for s ~ p) + mean(E(s) for s ~ q)^2 using adam(0.01) with batch = 16, steps = 30, warmup = 20, checkpoint = \"run.safetensors\""},
		{"momentum on mini-batches", "fit = minimize kl(data, p) using sgd(0.05, momentum = 0.9) with batch = 8, epochs = 5, checkpoint = \"run.safetensors\""},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := head + c.train + "\nprint(fit.value)\nsave(p, \"p.safetensors\")\n"
			whole := t.TempDir()
			want := jsonOf(t, text, Options{Seed: 3, Dir: whole})
			dir := t.TempDir()
			first := interrupted(t, text, dir, 11, false)
			second := interrupted(t, text, dir, 7, true)
			if n := strings.Count(first+second, "\n"); n < 15 || n > 25 {
				t.Fatalf("the training was interrupted after %d lines", n)
			}
			rest := jsonOf(t, text, Options{Seed: 3, Dir: dir, Resume: true})
			if d := differs(want, first+second+rest); d != "" {
				t.Errorf("resumed: %s", d)
			}
			a, err := os.ReadFile(filepath.Join(whole, "p.safetensors"))
			if err != nil {
				t.Fatal(err)
			}
			b, err := os.ReadFile(filepath.Join(dir, "p.safetensors"))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(a, b) {
				t.Error("the saved parameters differ")
			}
			s, code, _ := execute(strings.Replace(text, "batch", "samples = 100, batch", 1), Options{Seed: 4, Dir: dir, Resume: true})
			if code != ExitMachine || !strings.Contains(rendered(s), "another training") {
				t.Errorf("a checkpoint of another training is resumed: exit code %d\n%s", code, rendered(s))
			}
		})
	}
}
