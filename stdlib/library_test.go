package stdlib

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/lang"
)

// Every module is read, laid out, documented as a whole and definition by definition, and checked.
func TestModules(t *testing.T) {
	if got := Library.Modules(); !slices.IsSorted(got) || !slices.Contains(got, "van") || !slices.Contains(got, "ising") {
		t.Errorf("modules %v", got)
	}
	for _, name := range Library.Modules() {
		for f, native := range Library.Native(name) {
			if native.Doc == "" {
				t.Errorf("%s.%s is not documented", name, f)
			}
		}
		s := interp.NewSession(interp.Options{Check: true, Library: Library})
		if s.Run(lang.NewSource("use.gp", "import "+name+"\n")); len(s.Diags) > 0 {
			t.Errorf("%s: %v", name, s.Diags[0])
		}
		src, ok := Library.Source(name)
		if !ok && Library.Native(name) != nil {
			continue
		}
		prog, diags := lang.Parse(src)
		if len(diags) > 0 || prog.Doc == "" {
			t.Errorf("%s: %d diagnostics, documentation %q", name, len(diags), prog.Doc)
		}
		for _, st := range prog.Stmts {
			switch st := st.(type) {
			case *lang.Decl:
				if st.Doc == "" {
					t.Errorf("%s.%s is not documented", name, st.Name.Id)
				}
			case *lang.Equation:
				if st.Doc == "" {
					t.Errorf("%s: %s is not documented", name, lang.Print(st.Left[0]))
				}
			}
		}
		if text, _ := lang.Format(src, lang.Keep); text != src.Text {
			t.Errorf("%s.gp is not laid out", name)
		}
	}
	if _, ok := Library.Source("no such module"); ok {
		t.Error("a module that does not exist is found")
	}
}

// Bad arguments of functions written in Go are diagnostics, never panics or numbers.
func TestNativeArguments(t *testing.T) {
	first := []string{"chain(4, periodic)", "square(4, 4, periodic, open)", "0", "-1", "0/0", "1/0", "zeros(1..3, 1..2)", "zeros(1..3)", `"x"`, "true"}
	second := []string{"-1", "1/0", "zeros(1..2)", "chain(4, open)"}
	var lists []string
	for _, a := range first {
		lists = append(lists, "", a)
		for _, b := range second {
			lists = append(lists, a+", "+b, a+", "+b+", -2")
		}
	}
	for name := range ising {
		for _, args := range lists {
			s := interp.NewSession(interp.Options{Library: Library})
			s.Run(lang.NewSource("bad.gp", fmt.Sprintf("import ising\nx = ising.%s(%s)\n", name, args)))
			if len(s.Diags) != 1 || s.Diags[0].Code == "G0902" || s.Diags[0].Span.Start.Line != 2 {
				t.Errorf("%s(%s): %v", name, args, s.Diags)
			}
		}
	}
}

// Functions written in Go take what they are given, or say at its place what is wrong: never do they panic, or think for long.
func TestNativeAnything(t *testing.T) {
	const setup = `import crystal
import ising
s = crystal.parse("221-a-Ti-o-o-o-b-Sr-1/2-1/2-1/2-d-O-1/2-o-o-X-3.905-3.905-3.905-90-90-90")
`
	values := []string{"0", "-1", "1.5", "0/0", "1/0", "-1e300", "225", "zeros(1..0)", "zeros(1..3)", "[0/0, 1, 2]", "zeros(1..2, 1..3)", "[1, 2, 4]", "[3, 3, 3, 1.5, 1.5, 1.5]",
		`"x"`, `""`, `"225"`, `"Fm-3m"`, `"P 21/n"`, `"a"`, `"NaCl"`, "true", "1..3", `["a", "b"]`, "s", "s.cell", "s.space_group", "s.sites", "[s, s]", "crystal.group", "normal(0, 1)", `"none.jsonl"`}
	r := rand.New(rand.NewPCG(6, 6))
	good := map[string]bool{}
	for _, module := range Library.Modules() {
		natives := Library.Native(module)
		for _, name := range slices.Sorted(maps.Keys(natives)) {
			f := natives[name]
			for range 20 {
				args := make([]string, reflect.TypeOf(f.Func).NumIn())
				for i := range args {
					args[i] = values[r.IntN(len(values))]
				}
				call := fmt.Sprintf("%s.%s(%s)", module, name, strings.Join(args, ", "))
				start := time.Now()
				s := interp.NewSession(interp.Options{Library: Library, Dir: t.TempDir()})
				code := s.Run(lang.NewSource("any.gp", setup+"x = "+call+"\n"))
				if code == interp.ExitDone {
					good[module+"."+name] = true
				} else if len(s.Diags) == 0 || s.Diags[0].Code == "G0902" || s.Diags[0].Span.Start.Line != 4 {
					t.Errorf("%s: %v", call, s.Diags)
				}
				if took := time.Since(start); took > 5*time.Second {
					t.Errorf("%s takes %v", call, took)
				}
			}
		}
	}
	if len(good) < 6 {
		t.Errorf("only %v have had a value", good)
	}
}

// ln Z of the library against the sum over all configurations, and the approximations where they
// are exact: without couplings, and on a tree.
func TestIsing(t *testing.T) {
	run(t, `
import ising
Λ = square(3, 4, periodic)
E(s) = -0.7*sum(s[i]*s[j] for (i,j) in bonds(Λ))
assert abs(ising.log_z(Λ, 1.9, J = 0.7) - logsumexp(-E(s)/1.9 for s in spin[Λ])) < 1e-11
F(T) = ising.free_energy(Λ, T, 0.7)
assert abs(ising.entropy(Λ, 1.9, 0.7) - (F(1.9 - 1e-4) - F(1.9 + 1e-4))/2e-4) < 1e-6
assert abs(ising.energy(Λ, 1.9, 0.7) - F(1.9) - 1.9*ising.entropy(Λ, 1.9, 0.7)) < 1e-10
J[i,j] = if j == i + 1 then 0.5 else 0 for i in 1..6, j in 1..6
O[i,j] = 0 for i in 1..6, j in 1..6
h[i] = 0.1*i for i in 1..6
W(s) = -sum(J[i,j]*s[i]*s[j] for i in 1..6, j in 1..6) - sum(h[i]*s[i] for i in 1..6)
F₀ = -1.3*logsumexp(-W(s)/1.3 for s in spin[1..6])
assert abs(ising.bethe(J, h, 1.3) - F₀) < 1e-9
assert ising.mean_field(J, h, 1.3) > F₀
assert abs(ising.mean_field(O, h, 1.3) + 1.3*sum(log(2*cosh(h[i]/1.3)) for i in 1..6)) < 1e-9
assert ising.onsager_magnetisation(ising.critical_temperature() + 0.01) == 0
assert abs(ising.onsager_energy(ising.critical_temperature()) + √2) < 1e-9
`)
}

// A net is the composition that its name says.
func TestNets(t *testing.T) {
	run(t, `
import nets
n = 1..3
m = 1..2
x = [0.3, -0.2, 0.5]
l = nets.linear(n, m)
assert norm(l(x) - [l.b[i] + sum(l.W[i,j]*x[j] for j in n) for i in m]) < 1e-14
f = nets.mlp(n, m, 5)
H = 1..5
z = [tanh(f.b₁[h] + sum(f.W₁[h,j]*x[j] for j in n)) for h in H]
assert norm(f(x) - [f.b₂[i] + sum(f.W₂[i,h]*z[h] for h in H) for i in m]) < 1e-14
r = nets.residual(n, m, 4, 2)
z₀ = r.A @ x
z₁ = [z₀[h] + tanh(r.c[1,h] + sum(r.W[1,h,k]*z₀[k] for k in 1..4)) for h in 1..4]
z₂ = [z₁[h] + tanh(r.c[2,h] + sum(r.W[2,h,k]*z₁[k] for k in 1..4)) for h in 1..4]
assert norm(r(x) - [r.b[i] + sum(r.B[i,h]*z₂[h] for h in 1..4) for i in m]) < 1e-14
`)
}

// run runs a program, which must end well.
func run(t *testing.T, text string) {
	t.Helper()
	s := interp.NewSession(interp.Options{Library: Library})
	code := s.Run(lang.NewSource("test.gp", text))
	for _, d := range s.Diags {
		t.Errorf("%v (%s)", d, d.Here)
	}
	if code != interp.ExitDone {
		t.Errorf("exit %d", code)
	}
}
