package interp

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/sets"
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
			s.library[src] = true
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
		m.scope.names[name] = &binding{value: nativeBuiltin(m.Name, name, f), place: st, doc: f.Doc}
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

// nativeBuiltin makes a native function of a module callable.
func nativeBuiltin(module, name string, f Native) *Builtin {
	return &Builtin{Name: module + "." + name, Doc: f.Doc, Call: func(c ctx, e *lang.Call) Value {
		args := make([]NativeArg, len(e.Args))
		for i, a := range e.Args {
			if a.Name != nil {
				fail("G0502", a, fmt.Sprintf("the arguments of %s.%s have no names", module, name), help("%s.%s%s", module, name, f.Doc))
			}
			args[i] = c.nativeArg(a.X, c.eval(a.X))
			if args[i].unknown {
				return c.scalar(math.NaN())
			}
		}
		v, err := f.Call(args)
		if err != nil {
			fail("G0502", e, fmt.Sprintf("%s.%s: %s", module, name, err.Error()),
				why("it has no value for these arguments"), help("%s.%s%s", module, name, f.Doc))
		}
		if len(v) == 1 {
			return c.scalar(v[0])
		}
		ax := c.s.axis(mustRange(1, len(v)), c.open)
		return &Array{Node: c.g().Table([]*ad.Axis{ax}, v, ad.Real), Dims: []Dim{{ax, mustRange(1, len(v))}}}
	}}
}

func (c ctx) nativeArg(n lang.Expr, v Value) NativeArg {
	switch v := v.(type) {
	case *sets.Set:
		return NativeArg{Set: v}
	case *Family:
		return NativeArg{Pairs: v.Pos, Values: []float64{}}
	}
	a := c.s.force(c.number(n, v))
	if len(ad.Without(a.Node.Axes, sorted(axesOf(a.Dims)))) > 0 {
		elementwiseOnly(n, "this differs from element to element, and the function is computed for one element at a time")
	}
	if !isKnown(a.Node) {
		return NativeArg{unknown: true}
	}
	axes := axesOf(a.Dims)
	out := NativeArg{}
	for _, ax := range axes {
		out.Shape = append(out.Shape, ax.Size)
	}
	ad.Each(axes, [][]int{a.Node.Strides(axes)}, func(at []int) { out.Values = append(out.Values, constAt(a.Node, at[0])) })
	return out
}
