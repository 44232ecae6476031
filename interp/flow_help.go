package interp

import (
	"fmt"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive/inverse"
	"github.com/gibbs-lang/gibbs/ad/exec"
	"github.com/gibbs-lang/gibbs/lang"
)

// flowHelp tells how the inverse of a map was found: the steps that are solved by iteration or together, what is checked
// when it runs, where it has values, and the cost of each direction in floating-point operations. Nothing is said of
// values that are no maps, or of maps without a signature.
func (c ctx) flowHelp(n lang.Node, v Value) []string {
	parts, ok := mapParts(v)
	if inst, is := v.(*Instance); !ok || is && inst.tmpl.decl.Kind != "flow" {
		return nil
	}
	var out []string
	var at []extent
	for _, p := range parts {
		f, back := p, false
		if inv, ok := p.(*inverted); ok {
			f, back = inv.of, true
		}
		if own, _ := ownOf(p); own != nil || conditions(f) > 0 || c.signature(f) == nil && at == nil {
			at = nil
			continue
		}
		name := kind(f)
		if decl := flowDecl(f); decl != nil {
			name = decl.Name.Id
		}
		var lines []string
		lines, at = c.mapHelp(n, f, c.admitted(n, f, at))
		if back {
			name, at = name+"⁻¹", nil
		}
		for _, line := range lines {
			if len(parts) > 1 || back {
				line = name + ": " + line
			}
			out = append(out, line)
		}
	}
	return out
}

// mapHelp describes one map, and the extents of its values.
func (c ctx) mapHelp(n lang.Node, f Value, domain []extent) (out []string, image []extent) {
	lane := c.s.laneAxis(helpSamples)
	in := c.with(lane)
	z := in.leaves(f, in.overSets(domain), []*ad.Axis{lane})
	y := in.forward(n, f, z)
	inv := in.invert(n, f, z, y, domain, nil, nil)
	for _, x := range z {
		c.g().Bind(x.Node, c.g().Input("z", ad.Real, x.Node.Axes...))
	}
	out = c.stepLines(inv)
	for _, check := range inv.Checks {
		if check.Image == inverse.Line || check.Proved {
			continue
		}
		line := fmt.Sprintf("it has values where %s lies in %v", inverse.Text(check.From, c.s.names()), check.Image)
		if check.Unknown {
			line = fmt.Sprintf("it takes %s in %v", inverse.Text(check.From, c.s.names()), check.Image)
		}
		out = append(out, line)
	}
	forth, back, det := c.flops(n, nodeList(y)), c.flops(n, inv.Z), c.flops(n, []*ad.Node{inv.LogDet})
	out = append(out, fmt.Sprintf("operations for each sample: %.3g forwards, %.3g for log|det|, %.3g backwards", forth, det, back))
	for i := range y {
		image = append(image, extent{setsOf(y[i].Dims), inverse.Range(y[i].Node, intervals(z, domain))})
	}
	return out, image
}

// stepLines tell what is not in closed form, and what is checked when the program runs.
func (c ctx) stepLines(inv *inverse.Inverse) []string {
	var out []string
	closed, checked := 0, map[string]bool{}
	for _, s := range inv.Steps {
		what := inverse.Text(s.Node, c.s.names())
		from := "an output"
		if s.From != nil {
			from = inverse.Text(s.From, c.s.names())
		}
		switch s.How {
		case inverse.Monotone:
			out = append(out, fmt.Sprintf("%s from %s: %s by bracketed Newton iteration, %d evaluations; the slope lies in %v", what, from, plural(s.Elements, "number"), inverse.Iterations, s.Slope))
		case inverse.Matrix:
			out = append(out, fmt.Sprintf("%s from %s: %s by LU decomposition", what, from, plural(s.Elements, "number")))
		default:
			closed += s.Elements
		}
		if s.Together {
			out = append(out, fmt.Sprintf("%s: one element after another", what))
		}
		if s.Runtime != nil {
			line := inverse.Text(s.Runtime, c.s.names()) + " is not 0"
			if s.How == inverse.Matrix {
				line = "the matrix of " + what + " is regular"
			}
			if line = "checked when it runs: " + line; !checked[line] {
				checked[line] = true
				out = append(out, line)
			}
		}
	}
	if closed > 0 {
		out = append([]string{fmt.Sprintf("%s in closed form", plural(closed, "step"))}, out...)
	}
	return out
}

// helpSamples is the number of samples that costs are measured for.
const helpSamples = 64

// flops are the floating-point operations that values take for each sample.
func (c ctx) flops(n lang.Node, nodes []*ad.Node) float64 {
	outs := make([]exec.Output, len(nodes))
	for i, x := range nodes {
		outs[i] = exec.Output{Node: x}
	}
	return c.s.compile(n, outs).Flops() / helpSamples
}
