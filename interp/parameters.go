package interp

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/interp/files"
	"github.com/gibbs-lang/gibbs/lang"
)

// Files of parameters carry a description of their own: the format and its version, the definition as it was written, the
// static arguments, and the index sets of each parameter. Files without one, of other programs, are read by the names and
// shapes of their arrays.

// parametersFormat is what is written; parametersBefore are the formats of earlier versions that are still read. A
// checkpoint of a training holds parameters, too.
const parametersFormat = "gibbs-parameters-2"

var parametersBefore = []string{"gibbs-parameters-1", checkpointFormat}

// tensor is a parameter as it is saved: dense, with structural zeros.
func (s *Session) tensor(p *Param) files.Tensor {
	shape := make([]int, len(p.dims))
	for i, d := range p.dims {
		shape[i] = d.Set.Size()
	}
	store := s.store[p.leaf]
	dense := store
	if p.leaf.Index != nil {
		dense = make([]float64, len(p.leaf.Index))
		for e, k := range p.leaf.Index {
			if k >= 0 {
				dense[e] = store[k]
			}
		}
	}
	return files.Tensor{Name: p.Path, Shape: shape, Values: append([]float64(nil), dense...)}
}

// setTensor puts saved values into a parameter.
func (s *Session) setTensor(p *Param, values []float64) error {
	if p.leaf.Index == nil {
		if len(values) != p.leaf.Len {
			return fmt.Errorf("%s has %d elements here and %d in the file", p.Path, p.leaf.Len, len(values))
		}
		copy(s.store[p.leaf], values)
		return nil
	}
	if len(values) != len(p.leaf.Index) {
		return fmt.Errorf("%s has %d elements here and %d in the file", p.Path, len(p.leaf.Index), len(values))
	}
	for e, k := range p.leaf.Index {
		if k >= 0 {
			s.store[p.leaf][k] = values[e]
		}
	}
	return nil
}

// description says what parameters belong to.
func (s *Session) description(inst *Instance) map[string]string {
	d := inst.tmpl.decl
	var args []string
	for _, a := range d.Static {
		b := inst.scope.names[paramName(a)]
		if b != nil && b.value != nil {
			args = append(args, paramName(a)+" = "+shorten(s.context(s.main).show(b.value), 60))
		}
	}
	var params []string
	for _, p := range s.reach(inst) {
		params = append(params, p.Path+"["+dimsText(p.dims)+"]")
	}
	return map[string]string{
		"format": parametersFormat, "instance": inst.path, "kind": d.Kind, "module": inst.tmpl.module, "name": d.Name.Id,
		"definition": lang.Print(d), "arguments": strings.Join(args, ", "), "parameters": strings.Join(params, "; "),
	}
}

// described is the description of a file in a few words.
func described(meta map[string]string) string {
	switch {
	case meta["instance"] == "":
		return "it does not say what it was saved from"
	case meta["name"] == "":
		return "it was saved from " + shorten(meta["instance"], 40)
	}
	return fmt.Sprintf("it was saved from %s, the %s %s(%s)", meta["instance"], meta["kind"], meta["name"], shorten(meta["arguments"], 120))
}

// saveParameters is save(p, "p.safetensors").
func (s *Session) saveParameters(n lang.Node, inst *Instance, name string) {
	var list []files.Tensor
	for _, p := range s.reach(inst) {
		list = append(list, s.tensor(p))
	}
	if err := files.SaveTensors(s.outPath(name), list, s.description(inst)); err != nil {
		panic(stopped{code: ExitMachine, diag: diagnose("G0804", n, fmt.Sprintf("the file %s cannot be written", name), here("%s", fileError(err)),
			help("a folder that exists and can be written to"))})
	}
}

// loadParameters is load(p, "p.safetensors"): all parameters, or none and the reason.
func (s *Session) loadParameters(n lang.Node, inst *Instance, name string) {
	list, meta, err := files.LoadTensors(s.inPath(name))
	if err != nil {
		panic(stopped{code: ExitMachine, diag: diagnose("G0804", n, fmt.Sprintf("the file %s cannot be read", name), here("%s", fileError(err)),
			help("save(p, \"%s\") writes such a file", name))})
	}
	if f := meta["format"]; strings.HasPrefix(f, "gibbs-") && f != parametersFormat && !slices.Contains(parametersBefore, f) {
		fail("G0807", n, fmt.Sprintf("%s is written in the format %s, which this version does not know", name, shorten(f, 40)), here("%s", described(meta)),
			why("the parameters could mean something else there"), help("use the version of Gibbs that has written it, or save it anew"))
	}
	params := s.reach(inst)
	found := make([][]float64, len(params))
	var wrong []string
	for i, p := range params {
		v, problem := s.saved(p, list, inst.path, meta["instance"])
		if problem != "" {
			wrong = append(wrong, problem)
		}
		found[i] = v
	}
	if len(wrong) > 0 {
		more := ""
		if len(wrong) > 3 {
			more = fmt.Sprintf("; and %d more", len(wrong)-3)
		}
		fail("G0807", n, fmt.Sprintf("%s does not fit: %s%s", name, strings.Join(wrong[:min(3, len(wrong))], "; "), more), here("%s", described(meta)),
			why("the arrays of a file are those of the parameters, name by name"), help("load into a definition like the one that was saved, with its static arguments"))
	}
	for i, p := range params {
		if err := s.setTensor(p, found[i]); err != nil {
			panic("interp: a shape that fits does not: " + err.Error())
		}
	}
	if d := meta["definition"]; d != "" && d != lang.Print(inst.tmpl.decl) {
		s.context(s.main).warn("G0807", n, fmt.Sprintf("%s was saved from a definition that differs from %s", name, inst.tmpl.decl.Name.Id), here("%s", described(meta)),
			why("the arrays fit, but what is computed from them has changed"), help("save it anew where this is meant"))
	}
}

// saved finds the values of a parameter in a file, under its path or that of the instance that was saved; else the problem.
func (s *Session) saved(p *Param, list []files.Tensor, path, old string) ([]float64, string) {
	names := []string{p.Path}
	if rest, ok := strings.CutPrefix(p.Path, path); ok && old != "" {
		names = append(names, old+rest)
	}
	k := -1
	for _, name := range names {
		if k < 0 {
			k = slices.IndexFunc(list, func(x files.Tensor) bool { return x.Name == name })
		}
	}
	if k < 0 {
		return nil, p.Path + " is not there"
	}
	values, err := list[k].Floats()
	if err != nil {
		return nil, p.Path + ": " + err.Error()
	}
	if want := s.tensor(p).Shape; !slices.Equal(list[k].Shape, want) {
		return nil, fmt.Sprintf("%s has the shape %v there and %v here", p.Path, list[k].Shape, want)
	}
	for e, at := range p.leaf.Index {
		if at < 0 && values[e] != 0 {
			return nil, p.Path + " has a value there where it is always zero here"
		}
	}
	return values, ""
}
