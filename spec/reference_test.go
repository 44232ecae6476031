package spec

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// rooms are the folders of the packages that rules point to.
var rooms = map[string]string{"lang": "lang", "interp": "interp", "ad": "ad", "derive": "ad/derive", "sets": "interp/sets", "operator": "interp/operator", "estimate": "interp/estimate", "files": "interp/files", "optim": "interp/optim", "export": "ad/export", "scalar": "ad/scalar", "formula": "lang/formula", "crystal": "stdlib/crystal", "spacegroup": "stdlib/crystal/spacegroup"}

var (
	ruleLine  = regexp.MustCompile(`^(\d+\.\d+) `)
	ruleTail  = regexp.MustCompile(`\[([^\[\]:]+)(?:: ([^\[\]]+))?\]$`)
	ruleWords = regexp.MustCompile(`[^,\s]+`)
)

// Every rule points to functions that exist and to programs that exist, and every program is
// pointed to.
func TestReference(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	functions := map[string]map[string]bool{}
	for room, folder := range rooms {
		functions[room] = functionsOf(t, filepath.Join("..", folder))
	}
	cited := map[string]bool{}
	rules := 0
	for _, line := range strings.Split(string(text), "\n") {
		if ruleLine.MatchString(line) {
			rules++
		}
		m := ruleTail.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		for _, f := range ruleWords.FindAllString(m[1], -1) {
			room, name, _ := strings.Cut(f, ".")
			if !functions[room][name] {
				t.Errorf("there is no function %s", f)
			}
		}
		for _, program := range ruleWords.FindAllString(m[2], -1) {
			if _, err := os.Stat(filepath.Join("conformance", "right", program+".gp")); err != nil {
				if _, err := os.Stat(filepath.Join("conformance", "wrong", program+".gp")); err != nil {
					t.Errorf("there is no program %s", program)
				}
			}
			cited[program] = true
		}
	}
	if rules < 60 {
		t.Errorf("%d rules", rules)
	}
	for _, folder := range []string{"right", "wrong"} {
		for path := range programs(t, folder) {
			name := strings.TrimSuffix(filepath.Base(path), ".gp")
			if !cited[name] && !strings.HasPrefix(name, "syntax_") {
				t.Errorf("no rule cites %s", path)
			}
		}
	}
}

// functionsOf are the functions of a package by name, methods by Type.Name.
func functionsOf(t *testing.T, folder string) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	paths, _ := filepath.Glob(filepath.Join(folder, "*.go"))
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			name := f.Name.Name
			if f.Recv != nil {
				typ := f.Recv.List[0].Type
				if star, ok := typ.(*ast.StarExpr); ok {
					typ = star.X
				}
				if id, ok := typ.(*ast.Ident); ok {
					name = id.Name + "." + name
				}
			}
			names[name] = true
		}
	}
	return names
}
