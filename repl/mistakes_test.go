package repl

import (
	"strings"
	"testing"
)

// mistakes of people who come from elsewhere: what they enter, what the answer must say to do next, and that doing so works.
var mistakes = []struct {
	name, before, wrong, mend, right, answer string
}{
	{"a wrong bracket", "", "x = (1 + 2]*3", "write )", "x = (1 + 2)*3\nx", "9"},
	{"a bracket that is not closed", "", "sum(i for i in 1..3\n", "close it with )", "sum(i for i in 1..3)", "6"},
	{"a boundary that is not said", "", "Λ = square(2, 2)", "square(…, periodic) or square(…, open)", "Λ = square(2, 2, open)\nsize(bonds(Λ))", "4"},
	{"an unknown name", "temperature = 2", "tempreature^2", "temperature", "temperature^2", "4"},
	{"an index of another lattice", "Λ = chain(3, open)\nM = chain(3, open)", "E(s: spin[Λ]) = -sum(s[i]*s[j] for (i,j) in bonds(M))", "for … in Λ", "E(s: spin[Λ]) = -sum(s[i]*s[j] for (i,j) in bonds(Λ))\nE([1 for i in Λ])", "-2"},
	{"a power of Python", "", "2**3", "write ^", "2^3", "8"},
	{"a range of Python", "", "[i for i in range(3)]", "write 1..n", "[i for i in 1..3]", "[1, 2, 3]"},
	{"a ring", "", "Λ = 1..6 periodic", "chain(6, periodic)", "Λ = chain(6, periodic)\nsize(bonds(Λ))", "6"},
	{"a function of Python", "", "def f(x): return x^2", "write f(x) = …", "f(x) = x^2\nf(3)", "9"},
	{"a loop", "", "for i in 1..3: print(i)", "x[i] = f(i) for i in I", "x[i] = i^2 for i in 1..3\nx", "[1, 4, 9]"},
	{"a changed value", "a = 1", "a += 1", "a name of its own", "b = a + 1\nb", "2"},
	{"NumPy", "", "np.exp(0)", "exp(x), sum(x)", "exp(0)", "1"},
	{"True", "", "not True", "help: true", "not true", "false"},
	{"random numbers", "", "rand()", "sample(uniform(0, 1))", "sample(uniform(0, 1)) < 1", "true"},
	{"indices from 0", "x = [5, 6, 7]", "x[0]", "one of 1, 2, 3", "x[1]", "5"},
	{"LaTeX", "", "\\frac{1}{2}", "in Gibbs: a/b", "1/2", "0.5"},
	{"a sum of LaTeX", "", "\\sum_{i=1}^{3} i", "sum(f(i) for i in I)", "sum(i for i in 1..3)", "6"},
	{"a product that is not written", "x = 3", "2 x", "write 2*x", "2*x", "6"},
	{"an exponential of mathematics", "", "e^0", "e^x is exp(x)", "exp(0)", "1"},
	{"an index without its set", "", "x[i] = i^2", "for i in 1..3", "x[i] = i^2 for i in 1..3\nx[3]", "9"},
	{"a comparison with =", "a = 2", "if a = 2 then 1 else 0", "write ==", "if a == 2 then 1 else 0", "1"},
	{"a model that is not causal", "I = 1..3", "model p(s: spin[I]) { s[i] ~ spin(logit = sum(s[j] for j in I if j <= i)) for i in I }", "if j < i",
		"model p(s: spin[I]) { s[i] ~ spin(logit = sum(s[j] for j in I if j < i)) for i in I }\nsum(p(s) for s in spin[I])", "1"},
	{"a flow that folds", "flow T(z: real) { z^2 }", "(T⁻¹)(4)", "z: real in (0, inf)", "flow U(z: real in (0, inf)) { z^2 }\n(U⁻¹)(4)", "2"},
	{"a neighbour outside", "I = 1..4", "E(s: spin[I]) = -sum(s[i]*s[i+1] for i in I)", "guard it: if i + 1 in 1..4", "E(s: spin[I]) = -sum(s[i]*s[i+1] for i in I if i + 1 in 1..4)\nE([1, 1, 1, 1])", "-3"},
	{"a value that is not finite", "", "mean(log(x) for x ~ normal(0, 1))", "if x > 0 then", "mean(if x > 0 then 1 else 0 for x ~ normal(0, 1), samples = 100).mean < 2", "true"},
	{"too many configurations", "I = 1..40", "sum(1 for s in spin[I])", "sample instead: mean(… for s ~ p)", "model p(s: spin[I]) { s[i] ~ spin(logit = 0) for i in I }\nmean(s[1]^2 for s ~ p).mean", "1"},
	{"a density up to a constant", "model q(s: spin[1..2]) ∝ exp(s[1]*s[2])", "q([1, 1])", "exact(q) enumerates", "x = exact(q)\nx.states", "4"},
	{"arrays of different length", "", "[1, 2] + [1, 2, 3]", "name the indices", "[[x + y for y in [1, 2, 3]] for x in [1, 2]][2,3]", "5"},
	{"a transpose of NumPy", "A = [[1, 2], [3, 4]]", "A.T", "transpose(A)", "transpose(A)[1,2]", "3"},
}

func TestMistakesOfNewcomers(t *testing.T) {
	for _, m := range mistakes {
		before, told := talk(t, m.before+"\n")
		if before != "" || strings.Contains(told, "error") {
			t.Errorf("%s: at the start %q %q", m.name, before, told)
		}
		_, told = talk(t, m.before+"\n"+m.wrong+"\n")
		if !strings.Contains(told, "error[") && !strings.Contains(told, "warning[") || !strings.Contains(told, m.mend) {
			t.Errorf("%s: the answer to %s lacks %q:\n%s", m.name, m.wrong, m.mend, told)
		}
		out, told := talk(t, m.before+"\n"+m.wrong+"\n"+m.right+"\n")
		lines := strings.Split(strings.TrimSpace(out), "\n")
		if last := lines[len(lines)-1]; last != m.answer {
			t.Errorf("%s: done as the answer says, %s gives %q, want %q\n%s", m.name, m.right, last, m.answer, told)
		}
	}
}
