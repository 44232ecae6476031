package formulatest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// known are the commands that formulas may use: of LaTeX, amsmath and amssymb.
var known = strings.Fields(`frac sqrt sum prod max min det exp log sin cos tan arcsin arccos arctan sinh cosh tanh arg operatorname mathrm mathbb mathcal mathsf
	left right lvert rvert lVert rVert lfloor rfloor lceil rceil langle rangle begin end text substack quad cdot times dots in notin leq geq neq approx
	vee wedge neg cup setminus bmod triangleright mapsto sim propto mid nabla partial dagger infty hbar ell bigvee bigwedge
	paragraph surd pm circ textbackslash textasciicircum textasciitilde
	alpha beta gamma delta varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho varrho sigma varsigma tau upsilon varphi phi chi psi omega
	Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega`)

// Check reads LaTeX strictly: groups, environments and fences are closed in the order they were opened, commands are known,
// nothing has two exponents or indices, and what is not ASCII does not occur.
func Check(tex string) error {
	var open []string
	scripts := []string{""} // the exponents and indices that the last sign of each group has
	closing := func(want string) error {
		if len(open) == 0 || open[len(open)-1] != want {
			return fmt.Errorf("%s is closed within %v", want, open)
		}
		open = open[:len(open)-1]
		return nil
	}
	for k := 0; k < len(tex); k++ {
		top := len(scripts) - 1
		switch c := tex[k]; {
		case c > unicode.MaxASCII:
			return fmt.Errorf("%q is not ASCII", tex[k:])
		case c == '{':
			open, scripts = append(open, "{"), append(scripts, "")
		case c == '}':
			if err := closing("{"); err != nil {
				return err
			}
			if scripts = scripts[:top]; !strings.HasSuffix(scripts[top-1], "!") {
				scripts[top-1] = ""
			}
			scripts[top-1] = strings.TrimSuffix(scripts[top-1], "!")
		case c == '^' || c == '_':
			if strings.ContainsRune(scripts[top], rune(c)) {
				return fmt.Errorf("a second %c at %q", c, tex[max(0, k-20):k+1])
			}
			if k+1 == len(tex) || tex[k+1] != '{' {
				return fmt.Errorf("%c is not followed by a group", c)
			}
			scripts[top] += string(c) + "!"
		case c == '\\':
			n := k + 1
			for n < len(tex) && unicode.IsLetter(rune(tex[n])) {
				n++
			}
			word := tex[k+1 : n]
			scripts[top] = ""
			switch {
			case word == "":
				if k+1 == len(tex) || !strings.ContainsRune(`\,{}#%&_$ `, rune(tex[k+1])) {
					return fmt.Errorf("unknown command %q", tex[k:min(len(tex), k+2)])
				}
				k++
			case !slices.Contains(known, word):
				return fmt.Errorf("unknown command \\%s", word)
			case word == "begin" || word == "end":
				name, _, ok := strings.Cut(strings.TrimPrefix(tex[n:], "{"), "}")
				if !ok || !slices.Contains([]string{"align*", "cases", "pmatrix"}, name) {
					return fmt.Errorf("unknown environment %s", name)
				}
				if word == "begin" {
					open = append(open, name)
				} else if err := closing(name); err != nil {
					return err
				}
				k = n + len(name) + 1
			case word == "left":
				open = append(open, "left")
				k = n - 1
			case word == "right":
				if err := closing("left"); err != nil {
					return err
				}
				k = n - 1
			default:
				k = n - 1
			}
		case c == '&' && !slices.ContainsFunc(open, func(s string) bool { return s == "align*" || s == "cases" || s == "pmatrix" }):
			return fmt.Errorf("& outside of an environment")
		case c == '$' && len(open) > 0 && open[len(open)-1] == "$":
			open, scripts = open[:len(open)-1], scripts[:top]
		case c == '$' && (slices.Contains(open, "{") || !slices.Contains(open, "align*")): // in words
			open, scripts = append(open, "$"), append(scripts, "")
		case c == '$' || c == '#' || c == '%' || c == '~':
			return fmt.Errorf("%c is not escaped", c)
		case c != ' ' && c != '\n' && c != '\'':
			scripts[top] = ""
		}
	}
	if len(open) > 0 {
		return fmt.Errorf("not closed: %v", open)
	}
	return nil
}

// Compile runs LaTeX on the body of a document; it says so where there is none.
func Compile(t *testing.T, body string) {
	t.Helper()
	latex, err := exec.LookPath("pdflatex")
	if err != nil {
		t.Log("NOT TESTED: that LaTeX compiles, since pdflatex is not installed")
		return
	}
	document := "\\documentclass{article}\n\\usepackage{amsmath,amssymb}\n\\begin{document}\n" + body + "\n\\end{document}\n"
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.tex"), []byte(document), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(latex, "-halt-on-error", "-interaction=nonstopmode", "a.tex")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out[max(0, len(out)-1500):])
	}
}
