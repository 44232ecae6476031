package interp

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gibbs-lang/gibbs/lang"
)

// importModule loads a module and binds its name.
func (s *Session) importModule(c ctx, st *lang.Import) {
	m := s.load(c, st)
	if len(st.Names) > 0 {
		for _, n := range st.Names {
			b, ok := m.scope.names[n.Id]
			if !ok {
				opts := []option{at("not in %s", m.Name)}
				if sug := lang.Suggest(n.Id, sortedNames(m.scope.names)); sug != "" {
					opts = append(opts, replace(n, sug))
				}
				fail("G0202", n, fmt.Sprintf("module %s has no name %s", m.Name, n.Id), opts...)
			}
			c.onceAtTop(n)
			c.scope.names[n.Id] = b
		}
		return
	}
	name := st.Path
	if st.IsFile {
		name = strings.TrimSuffix(filepath.Base(st.Path), ".gp")
	}
	if st.As != nil {
		name = st.As.Id
	}
	c.onceAtTop(&lang.Name{At: st.At, Id: name})
	c.scope.names[name] = &binding{value: m, place: st}
}

// load runs the definitions of a module once; its commands do not run.
func (s *Session) load(c ctx, st *lang.Import) *Module {
	key := st.Path
	var src *lang.Source
	var native map[string]Native
	if st.IsFile {
		path := s.besideMain(st.Path)
		key = path
		if m, ok := s.modules[key]; ok {
			return m
		}
		text, err := readSource(path)
		if err != nil {
			fail("G0804", st, fmt.Sprintf("the file %s cannot be read", st.Path), here("%s", fileError(err)), help("paths begin at the folder of the program"))
		}
		src = lang.NewSource(path, string(text))
	} else {
		if m, ok := s.modules[key]; ok {
			return m
		}
		if s.opts.Library != nil {
			src, _ = s.opts.Library.Source(st.Path)
			s.library[src] = src != nil
			native = s.opts.Library.Native(st.Path)
		}
		if src == nil && native == nil {
			s.noModule(st)
		}
	}
	for _, l := range s.loading {
		if l == key {
			fail("G0805", st, fmt.Sprintf("%s imports itself", st.Path), here("%s", strings.Join(append(s.loading, key), " → ")),
				why("a module is read before the one that imports it"), help("put what both need in a third module"))
		}
	}
	s.loading = append(s.loading, key)
	defer func() { s.loading = s.loading[:len(s.loading)-1] }()
	m := s.newModule(strings.TrimSuffix(filepath.Base(st.Path), ".gp"), src)
	for name, f := range native {
		m.scope.names[name] = &binding{value: s.nativeBuiltin(m.Name+"."+name, f), place: st}
	}
	if src != nil {
		prog, diags := lang.Parse(src)
		if hasErrors(diags) {
			s.Diags = append(s.Diags, diags...)
			panic(poisoned{m.Name})
		}
		before := len(s.Diags)
		s.statements(m, definitions(prog.Stmts))
		if hasErrors(s.Diags[before:]) {
			panic(poisoned{m.Name})
		}
	}
	s.modules[key] = m
	return m
}

// readSource reads an ordinary file that is not longer than a source may be.
func readSource(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("it is not an ordinary file")
	case info.Size() > lang.MaxSource:
		return nil, fmt.Errorf("it has %d bytes, and a source may have %d", info.Size(), lang.MaxSource)
	}
	return os.ReadFile(path)
}

func fileError(err error) string {
	var pe *os.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}

// definitions leaves the commands of an imported file out.
func definitions(stmts []lang.Stmt) []lang.Stmt {
	var out []lang.Stmt
	for _, st := range stmts {
		switch st := st.(type) {
		case *lang.Import, *lang.Input, *lang.Decl:
			out = append(out, st)
		case *lang.Equation:
			if st.Op != "" && st.Act == nil {
				out = append(out, st)
			}
		}
	}
	return out
}

func (s *Session) noModule(st *lang.Import) {
	var known []string
	if s.opts.Library != nil {
		known = s.opts.Library.Modules()
	}
	opts := []option{at("not in the library")}
	if sug := lang.Suggest(st.Path, known); sug != "" {
		opts = append(opts, help("import %s", sug))
	} else {
		opts = append(opts, help(`a file is imported by its path: import "%s.gp"`, st.Path))
	}
	if len(known) > 0 {
		opts = append(opts, here("the library has %s", join(known, 20)))
	}
	fail("G0806", st, fmt.Sprintf("there is no module %s", st.Path), opts...)
}

// besideMain is a path of a file beside the program that names it.
func (s *Session) besideMain(path string) string {
	if filepath.IsAbs(path) || s.main == nil || s.main.src == nil {
		return path
	}
	return filepath.Join(filepath.Dir(s.main.src.Name), path)
}
