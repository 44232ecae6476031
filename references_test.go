package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/stdlib"
)

// References are well formed, have keys of their own, and are of methods that there are.
func TestReferences(t *testing.T) {
	methods := []string{"", "estimator score", "estimator pathwise", "estimator path", "estimator measure", "chains of sites", "chains of coordinates"}
	methods = append(methods, interp.DocNames()...)
	for _, module := range stdlib.Library.Modules() {
		methods = append(methods, module)
		for _, d := range definitionsOf(module) {
			methods = append(methods, module+"."+d.name)
		}
	}
	form := regexp.MustCompile(`^\n@[a-z]+\{([a-z]+\d{4}[a-z]+), author = \{.+\}, title = \{.+\}, (.+, )?year = \{\d{4}\}(, .+)?\}$`)
	seen := map[string]bool{}
	for _, r := range references {
		key := form.FindStringSubmatch(r.bibtex)
		if key == nil || seen[key[1]] || strings.Count(r.bibtex, "{") != strings.Count(r.bibtex, "}") {
			t.Errorf("not a reference of its own: %s", r.bibtex)
			continue
		}
		seen[key[1]] = true
		for _, m := range r.of {
			if !slices.Contains(methods, m) {
				t.Errorf("%s: there is no %s", key[1], m)
			}
		}
	}
}
