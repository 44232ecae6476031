package interp

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/lang"
)

// input binds an input to its flag or default.
func (s *Session) input(c ctx, st *lang.Input) {
	c.onceAtTop(st.Name)
	c.path = st.Name.Id
	v := s.settle(c.eval(st.X))
	if text, ok := s.opts.Inputs[st.Name.Id]; ok && c.scope == s.main.scope {
		v = c.readInput(st, text, v)
	}
	if st.Type != nil {
		v = c.annotate(st, &lang.Arg{At: st.At, X: st.Name, Type: st.Type}, v)
	}
	c.s.inputs = append(c.s.inputs, inputText{st.Name.Id, c.show(v)})
	c.scope.names[st.Name.Id] = &binding{value: v, place: st.Name, doc: st.Text}
}

// readInput reads a flag of the script by the kind of its default.
func (c ctx) readInput(st *lang.Input, text string, def Value) Value {
	bad := func(what string) {
		fail("G0801", st, fmt.Sprintf("--%s=%s is not %s", st.Name.Id, text, what), at("its default is %s", c.show(def)),
			help("a value like its default: --%s=%s", st.Name.Id, c.show(def)))
	}
	switch d := def.(type) {
	case String:
		return String(text)
	case *Array:
		switch {
		case d.Node.Type == ad.Bool && len(d.Dims) == 0:
			v, err := strconv.ParseBool(text)
			if err != nil {
				bad("true or false")
			}
			return &Array{Node: c.g().Truth(v)}
		case len(d.Dims) == 0:
			v, err := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64)
			if err != nil || math.IsNaN(v) {
				bad("a number")
			}
			if d.Node.Type == ad.Int && v == math.Trunc(v) && math.Abs(v) < 1<<53 {
				return c.integer(int(v))
			}
			if d.Node.Type == ad.Int {
				bad("a whole number")
			}
			return c.scalar(v)
		}
	}
	fail("G0801", st, fmt.Sprintf("the input %s cannot be given on the command line", st.Name.Id), at("%s", kind(def)),
		help("numbers, truth values and strings can: input n = 8"))
	return nil
}
