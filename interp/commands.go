package interp

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive"
	"github.com/gibbs-lang/gibbs/ad/kernel"
	"github.com/gibbs-lang/gibbs/lang"
)

// command runs print, show, plot, save, load or export.
func (s *Session) command(c ctx, st *lang.Command) {
	c.path = lang.Print(st)
	switch st.Word {
	case "print", "show":
		s.print(c, st)
	case "save":
		s.save(c, st)
	case "load":
		s.loadCommand(c, st)
	case "export":
		s.export(c, st)
	case "plot":
		s.plot(c, st)
	}
}

// print writes values, with a blank between them.
func (s *Session) print(c ctx, st *lang.Command) {
	parts := make([]string, 0, len(st.Args))
	var raw []any
	for _, a := range st.Args {
		if a.Name != nil || len(a.Gens) > 0 {
			fail("G0502", a, st.Word+" takes values", help(`%s("x = {x}")`, st.Word))
		}
		v := c.eval(a.X)
		if st.Word == "show" {
			parts = append(parts, c.showMathematics(a.X, v))
		} else {
			parts = append(parts, c.show(v))
		}
		if s.opts.JSON && !s.opts.Check {
			raw = append(raw, c.jsonValue(v))
		}
	}
	if s.opts.Check {
		return
	}
	text := strings.Join(parts, " ")
	if s.opts.JSON {
		s.writeJSON(map[string]any{st.Word: text, "values": raw})
		return
	}
	fmt.Fprintln(s.opts.Out, text)
}

// finite is a number as JSON can hold it: what is not finite becomes text.
func finite(x float64) any {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return fmt.Sprint(x)
	}
	return x
}

// jsonValue is a value as data.
func (c ctx) jsonValue(v Value) any {
	switch v := v.(type) {
	case *Estimate:
		return map[string]any{"mean": finite(v.est.Mean()), "err": finite(v.est.Err())}
	case *Array:
		a := c.s.force(v)
		if !isKnown(a.Node) || len(a.Node.Axes) > len(a.Dims) {
			return c.show(v)
		}
		axes := axesOf(a.Dims)
		list := []any{}
		ad.Each(axes, [][]int{a.Node.Strides(axes)}, func(at []int) { list = append(list, finite(constAt(a.Node, at[0]))) })
		if len(axes) == 0 {
			return list[0]
		}
		shape := make([]int, len(axes))
		for i, ax := range axes {
			shape[i] = ax.Size
		}
		return map[string]any{"shape": shape, "values": list}
	}
	return c.show(v)
}

// fileArg is the file that a command writes or reads.
func (c ctx) fileArg(st *lang.Command, named string, positional int) (string, lang.Node) {
	k := 0
	for _, a := range st.Args {
		if a.Name == nil {
			k++
		}
		if a.Name != nil && a.Name.Id == named || a.Name == nil && k-1 == positional {
			s, ok := c.eval(a.X).(String)
			if !ok || s == "" {
				fail("G0402", a, "a file name is a string", help(`%s(…, "name")`, st.Word))
			}
			return string(s), a
		}
	}
	return "", nil
}

// save is save(p, "p.safetensors") or save(x, "x.npy").
func (s *Session) save(c ctx, st *lang.Command) {
	if len(st.Args) != 2 {
		fail("G0502", st, "save takes a value and a file name", help(`save(p, "p.safetensors")`))
	}
	name, at := c.fileArg(st, "to", 1)
	s.written[s.outPath(name)] = true // also where what is saved depends on a file that a check does not have
	v := c.eval(st.Args[0].X)
	switch v := v.(type) {
	case *Instance:
		if filepath.Ext(name) != ".safetensors" {
			fail("G0809", at, "parameters are saved as .safetensors", help(`save(%s, "%s.safetensors")`, lang.Print(st.Args[0].X), strings.TrimSuffix(name, filepath.Ext(name))))
		}
		if !s.opts.Check {
			s.saveParameters(st, v, name)
		}
	case *Array:
		if filepath.Ext(name) != ".npy" && filepath.Ext(name) != ".csv" {
			fail("G0809", at, "arrays are saved as .npy or .csv", help(`save(%s, "%s.npy")`, lang.Print(st.Args[0].X), strings.TrimSuffix(name, filepath.Ext(name))))
		}
		if !s.opts.Check {
			s.saveArray(c, st, v, name)
		}
	case *Object:
		write := c.formatOf(at, v, name)
		if !s.opts.Check {
			s.saveObject(st, v, name, write)
		}
	default:
		fail("G0809", st.Args[0], fmt.Sprintf("%s cannot be saved", kind(v)), help("a model, net or flow, or an array"))
	}
}

func (s *Session) saveArray(c ctx, st *lang.Command, v *Array, name string) {
	a := s.force(c.number(st, v))
	axes := axesOf(a.Dims)
	var values []float64
	var shape []int
	for _, ax := range axes {
		shape = append(shape, ax.Size)
	}
	ad.Each(axes, [][]int{a.Node.Strides(axes)}, func(at []int) { values = append(values, constAt(a.Node, at[0])) })
	err := s.writeArray(name, shape, values)
	if err != nil {
		panic(stopped{code: ExitMachine, diag: diagnose("G0804", st, fmt.Sprintf("the file %s cannot be written", name), here("%s", fileError(err)),
			help("a folder that exists and can be written to"))})
	}
}

// loadCommand is load(p, "p.safetensors").
func (s *Session) loadCommand(c ctx, st *lang.Command) {
	if len(st.Args) != 2 {
		fail("G0502", st, "load takes a model, net or flow and a file name", help(`load(p, "p.safetensors")`))
	}
	name, _ := c.fileArg(st, "from", 1)
	inst, ok := c.eval(st.Args[0].X).(*Instance)
	if !ok {
		fail("G0809", st.Args[0], "parameters are loaded into a model, a net or a flow", help(`data are read: x = read("x.npy")`))
	}
	if !s.opts.Check {
		s.loadParameters(st, inst, name)
	}
}

// checkOrder finds out whether definitions by recurrence have a beginning. All of their elements have one, as a rule,
// which is found out once for every definition; else those that the nodes need are asked for.
func (s *Session) checkOrder(n lang.Node, nodes ...*ad.Node) {
	var refs []*ad.Node
	for _, x := range nodes {
		visit(x, func(m *ad.Node) {
			if m.Leaf != nil && m.Leaf.Kind == ad.RefLeaf && !s.begins[m] {
				refs = append(refs, m)
			}
		})
	}
	if _, err := derive.Order(refs, nil); err == nil {
		for _, r := range refs {
			s.begins[r] = true
		}
		return
	}
	if _, err := derive.Order(nodes, nil); err != nil {
		s.planError(n, err)
	}
}

// fillUniform fills a slice with uniform random numbers of a key.
func fillUniform(dst []float64, seed, key uint64) {
	kernel.Uniform(dst, [2]uint64{seed, key}, 0, 0, 0, 0)
}

// moduleNamed is a module of the library that has a name not imported.
func (s *Session) moduleNamed(name string) (string, bool) {
	if s.opts.Library == nil {
		return "", false
	}
	for _, m := range s.opts.Library.Modules() {
		if m == name {
			return m, true
		}
	}
	return "", false
}
