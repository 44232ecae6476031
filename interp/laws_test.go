package interp

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/exec"
	"github.com/gibbs-lang/gibbs/lang"
)

// The laws of the language, on random models: what is derived from one definition (the density, the
// sampler, the gradients) agrees with enumeration of all joint values.

var (
	lawModels = flag.Int("laws.models", 16, "number of random models")
	lawSeed   = flag.Uint64("laws.seed", 1, "seed of the first random model")
)

// moduleFiles is a library of the modules in a folder, with native functions of tests.
type moduleFiles struct {
	dir     string
	natives map[string]map[string]Native
}

func (m moduleFiles) Source(name string) (*lang.Source, bool) {
	b, err := os.ReadFile(m.dir + "/" + name + ".gp")
	return lang.NewSource(name+".gp", string(b)), err == nil
}

func (m moduleFiles) Native(name string) map[string]Native { return m.natives[name] }
func (m moduleFiles) Modules() []string                    { return []string{"van"} }
func (m moduleFiles) Kinds() []*Kind                       { return nil }
func (m moduleFiles) Readers() map[string]Native           { return nil }

// execute runs a program and returns its session, its exit code and what it printed.
func execute(text string, o Options) (s *Session, code int, out string) {
	var buf bytes.Buffer
	o.Out = &buf
	if o.Library == nil {
		o.Library = moduleFiles{dir: "../stdlib"}
	}
	s = NewSession(o)
	code = s.Run(lang.NewSource("law.gp", text))
	return s, code, buf.String()
}

// program runs a program that must end well.
func program(t testing.TB, text string, o Options) (*Session, string) {
	t.Helper()
	s, code, out := execute(text, o)
	if code != ExitDone {
		t.Fatalf("exit code %d\n%s\n%s%s", code, rendered(s), out, text)
	}
	return s, out
}

func rendered(s *Session) string {
	var b strings.Builder
	lang.Render(&b, s.Diags, false)
	return b.String()
}

// numberOf is the value of a name of a program: a number, or the mean of an estimate.
func numberOf(t testing.TB, s *Session, name string) float64 {
	t.Helper()
	switch v := valueOf(t, s, name).(type) {
	case *Estimate:
		return v.est.Mean()
	case *Array:
		return s.evaluate(nil, v.Node)[0][0]
	}
	t.Fatalf("%s is no number", name)
	return 0
}

func valueOf(t testing.TB, s *Session, name string) Value {
	t.Helper()
	b := s.main.scope.names[name]
	if b == nil {
		t.Fatalf("there is no %s", name)
	}
	return b.get(&lang.Name{Id: name})
}

// estimateOf is an estimate of a program.
func estimateOf(t testing.TB, s *Session, name string) *Estimate {
	t.Helper()
	e, ok := valueOf(t, s, name).(*Estimate)
	if !ok {
		t.Fatalf("%s is no estimate", name)
	}
	return e
}

// expr reads an expression.
func expr(t testing.TB, text string) lang.Expr {
	t.Helper()
	prog, diags := lang.Parse(lang.NewSource("law.gp", "value = "+text+"\n"))
	if len(diags) > 0 {
		t.Fatalf("%s: %s", text, diags[0].Message)
	}
	eq := prog.Stmts[0].(*lang.Equation)
	if eq.Act != nil {
		t.Fatalf("%s is an action", text)
	}
	return eq.X
}

// subject is a model of a program, under examination.
type subject struct {
	*randomModel
	specimen
}

// newSubject runs the program of a model. The right side of the generator of a draw says which model.
func newSubject(t testing.TB, name string, m *randomModel) *subject {
	t.Helper()
	s, _ := program(t, m.text+"F = 0\n", Options{})
	c := s.context(s.main)
	x := expr(t, m.draw[strings.Index(m.draw, "~")+1:])
	return &subject{m, specimen{s: s, c: c, src: c.sourceOf(x, c.eval(x)), name: name}}
}

// subjects are the random models of a run, and three written by hand.
func subjects(t *testing.T, law func(t *testing.T, m *subject)) {
	t.Helper()
	for k := range *lawModels {
		seed := *lawSeed + uint64(k)
		m := generateModel(seed)
		t.Run(fmt.Sprint("random ", seed), func(t *testing.T) {
			defer func() {
				if t.Failed() {
					t.Log("\n" + m.text)
				}
			}()
			law(t, newSubject(t, t.Name(), m))
		})
	}
	for name, m := range handWritten {
		t.Run(name, func(t *testing.T) { law(t, newSubject(t, name, m)) })
	}
}

// handWritten are models as a physicist would write them: hidden units, attention, a recurrence, particles that
// exclude each other with spins beside them, and distributions made symmetric by a latent element of a group.
var handWritten = map[string]*randomModel{
	"hidden": {draw: "s ~ p", density: "p(s)", energy: chainEnergy, text: `I = 1..6
model p(s: spin[I]) {
  param W[c,k,j] ~ normal(0, 0.3) for c in 1..3, k in I, j in I if j < k
  param U[i,c,k] ~ normal(0, 0.3) for i in I, c in 1..3, k in I if k <= i
  param b[i] ~ normal(0, 0.3) for i in I
  h[c,k] = tanh(sum(W[c,k,j]*s[j] for j in I)) for c in 1..3, k in I
  s[i] ~ spin(logit = b[i] + sum(U[i,c,k]*h[c,k] for c in 1..3, k in I)) for i in I
}
`},
	"attentive": {draw: "s ~ p", density: "p(s)", energy: chainEnergy, text: `I = 1..6
model p(s: spin[I]) {
  param q[i,c] ~ normal(0, 0.5) for i in I, c in 1..3
  param a[j,c] ~ normal(0, 0.5) for j in I, c in 1..3
  param v[j,c] ~ normal(0, 1) for j in I, c in 1..3
  w[i] = softmax(sum(q[i,c]*a[j,c]*s[j] for c in 1..3) for j in I if j < i) for i in I
  s[i] ~ spin(logit = sum(w[i,j]*v[j,c]*s[j] for j in I, c in 1..3)) for i in I
}
`},
	"recurrent": {draw: "s ~ p", density: "p(s)", energy: chainEnergy, text: `I = 1..6
model p(s: spin[I]) {
  param A[c,d] ~ normal(0, 0.5) for c in 1..3, d in 1..3
  param B[c] ~ normal(0, 0.5) for c in 1..3
  param D[c] ~ normal(0, 0.5) for c in 1..3
  h[0,c] = 0 for c in 1..3
  h[i,c] = tanh(sum(A[c,d]*h[i-1,d] for d in 1..3) + B[c]*s[i]) for i in I, c in 1..3
  s[i] ~ spin(logit = sum(D[c]*h[i-1,c] for c in 1..3)) for i in I
}
`},
	"exclusion": {draw: "(k, s) ~ p", density: "p(k, s)", energy: "sum(k[j]^2 for j in J)*(1 + 0.2*s[1]) + sum(s[i]*s[i+1] for i in 1..3)", text: `J = 1..3
M = 1..6
I = 1..4
model p(k: M[J], s: spin[I]) {
  param u[j,m] ~ normal(0, 0.5) for j in J, m in M
  param w[j,m,l] ~ normal(0, 0.5) for j in J, m in M, l in M
  param e[m,c] ~ normal(0, 0.7) for m in M, c in 1..2
  param W[i,c] ~ normal(0, 0.7) for i in I, c in 1..2
  param A[i,j] ~ normal(0, 0.7) for i in I, j in I if j < i
  z ~ bernoulli(p = 0.4)
  k[j] ~ categorical(
    logits = [u[j,m] + (2*z - 1)*sum(w[j,m,k[l]] for l in J if l < j) for m in M],
    support = [all(k[l] < m for l in J if l < j) and rank(m) <= size(M) - 3 + j for m in M]
  ) for j in J
  h[c] = tanh(sum(e[k[j],c] for j in J)) for c in 1..2
  s[i] ~ spin(logit = sum(W[i,c]*h[c] for c in 1..2) + sum(A[i,j]*s[j] for j in I)) for i in I
}
`},
	"flipped": {draw: "s ~ p", density: "p(s)", energy: chainEnergy + " + 0.3*s[2]", text: `I = 1..6
model base(s: spin[I]) {
  param W[i,j] ~ normal(0, 0.7) for i in I, j in I if j < i
  param b[i] ~ normal(0, 0.7) for i in I
  s[i] ~ spin(logit = b[i] + sum(W[i,j]*s[j] for j in I)) for i in I
}
model p(s: spin[I]) {
  param h = 0.4
  g ~ spin(logit = h)
  t ~ base
  s[i] = g*t[i] for i in I
}
`},
	"translated": {draw: "s ~ p", density: "p(s)", energy: "-sum(s[i]*s[i + (1, 0)] for i in Λ)", text: `Λ = square(3, 2, periodic)
model base(s: spin[Λ]) {
  param W[i,j] ~ normal(0, 0.7) for i in Λ, j in Λ if rank(j) < rank(i)
  param b[i] ~ normal(0, 0.7) for i in Λ
  s[i] ~ spin(logit = b[i] + sum(W[i,j]*s[j] for j in Λ)) for i in Λ
}
model p(s: spin[Λ]) {
  param c[k] ~ normal(0, 0.5) for k in 0..2
  k ~ categorical(logits = [c[k] for k in 0..2])
  l ~ categorical(p = [0.5 for l in 0..1])
  t ~ base
  s[i] = t[i + (k, l)] for i in Λ
}
`},
}

const chainEnergy = "-sum(s[i]*s[i+1] for i in 1..5)"

// evaluateWith runs a plan of its own.
func (m *subject) evaluateWith(t testing.TB, o exec.Options, step uint64, nodes ...*ad.Node) [][]float64 {
	t.Helper()
	outs := make([]exec.Output, len(nodes))
	for i, n := range nodes {
		outs[i] = exec.Output{Node: n}
	}
	p, err := exec.Compile(m.s.g, outs, o)
	if err != nil {
		t.Fatal(err)
	}
	env := m.s.env()
	env.Step = step
	if err := p.Run(env); err != nil {
		t.Fatal(err)
	}
	values := make([][]float64, len(nodes))
	for i := range nodes {
		values[i] = append([]float64(nil), p.Value(i)...)
	}
	return values
}

// Σ p = 1, also where the density is read in a program.
func TestLawNormalised(t *testing.T) {
	used := map[string]int{}
	subjects(t, func(t *testing.T, m *subject) {
		sum := 0.0
		for _, l := range m.enumerate().log {
			sum += math.Exp(l)
		}
		if !(math.Abs(sum-1) < 1e-10) {
			t.Errorf("Σp - 1 = %g", sum-1)
		}
		for u := range m.used {
			used[u]++
		}
		in := m.c
		in.path = "norm"
		x := expr(t, fmt.Sprintf("mean(1 for %s) - mean(0 for %s)", m.draw, m.draw))
		if v := in.eval(x).(*Estimate).est.Mean(); !(math.Abs(v-1) < 1e-10) {
			t.Errorf("⟨1⟩ = %v", v)
		}
	})
	if t.Failed() || *lawModels < 16 {
		return
	}
	for _, u := range []string{"direct", "hidden", "two layers", "attention", "masked by hand", "convolution", "recurrence", "lag two", "plane", "latent", "given", "support"} {
		if used[u] == 0 {
			t.Errorf("no random model has %s: %v", u, used)
		}
	}
}
