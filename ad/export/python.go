package export

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/ad/derive"
)

// NumPy writes modules that need numpy and scipy; JAX writes modules of pure functions that need jax, in float64.
var (
	NumPy Target = &python{
		head: "import numpy as np\n", special: "scipy.special",
		helpers: numpyHelpers, rows: numpyRows, loop: numpyLoop, store: numpyStore,
	}
	JAX Target = &python{
		head: "import jax\nimport jax.numpy as np\n", special: "jax.scipy.special",
		helpers: jaxHelpers, rows: jaxRows, loop: jaxLoop, store: jaxStore, jax: true,
	}
)

// python is a library of arrays for Python.
type python struct {
	jax     bool
	head    string            // the modules it needs
	special string            // that of special functions
	helpers map[string]string // beside those that the libraries share
	rows    map[ad.Op]row     // where it differs from the table of all
	loop    func(w *writer, count int, at string, state []string, inside func())
	store   func(w *writer, array, at, value string)
}

// Suffix is that of the source.
func (p *python) Suffix() string { return ".py" }

// file is what the functions of one file share.
type file struct {
	lang   *python
	tables map[string]string // names of tables by their text
	consts strings.Builder
	needed map[string]bool
	used   names
}

// need notes a function of the file's own.
func (f *file) need(word string) {
	if holder := helperOf[word]; holder != "" {
		word = holder
	}
	if f.needed[word] {
		return
	}
	f.needed[word] = true
	for other := range f.all() {
		if strings.Contains(f.helper(word), other+"(") && other != word {
			f.need(other)
		}
	}
}

// table, whole and logical are tables of real numbers, whole numbers and truth values.
func (f *file) table(axes []*ad.Axis, values []float64) expr {
	return f.listed(axes, values, "float", "T", func(v float64) string { return number(v).text })
}

func (f *file) whole(axes []*ad.Axis, values []float64) expr {
	return f.listed(axes, values, "int", "I", func(v float64) string { return fmt.Sprint(int(v)) })
}

func (f *file) logical(axes []*ad.Axis, values []float64) expr {
	return f.listed(axes, values, "bool", "B", func(v float64) string { return fmt.Sprint(int(v)) })
}

// listed is the name of a table, which is written once.
func (f *file) listed(axes []*ad.Axis, values []float64, dtype, letter string, word func(float64) string) expr {
	words := make([]string, len(values))
	for k, v := range values {
		words[k] = word(v)
	}
	if text, ok := f.bits(axes, values, dtype); ok {
		return f.once(text, letter)
	}
	text := fmt.Sprintf("np.array([%s], dtype=%s)", strings.Join(words, ", "), dtype)
	if len(axes) != 1 {
		text += ".reshape(" + strings.Trim(shape(axes), "()") + ")"
	}
	if len(axes) == 0 {
		text = fmt.Sprintf("np.array(%s, dtype=%s)", words[0], dtype)
	}
	return f.once(text, letter)
}

// bits packs a long table of 0 and 1.
func (f *file) bits(axes []*ad.Axis, values []float64, dtype string) (string, bool) {
	if len(values) < 64 || slices.ContainsFunc(values, func(v float64) bool { return v != 0 && v != 1 }) {
		return "", false
	}
	packed := make([]byte, (len(values)+7)/8)
	for k, v := range values {
		if v == 1 {
			packed[k/8] |= 0x80 >> (k % 8)
		}
	}
	f.need("_bits")
	return fmt.Sprintf("_bits(\"%x\", %s).astype(%s)", packed, shape(axes), dtype), true
}

// once is the name of a text that is written once.
func (f *file) once(text, letter string) expr {
	if f.tables[text] == "" {
		f.tables[text] = fmt.Sprintf("_%s%d", letter, len(f.tables)+1)
		fmt.Fprintf(&f.consts, "%s = %s\n", f.tables[text], wrapped(text))
	}
	return name(f.tables[text])
}

// wrapped breaks a long table into lines.
func wrapped(text string) string {
	var b strings.Builder
	column := 0
	for i, r := range text {
		if column > 100 && r == ' ' && text[i-1] == ',' {
			b.WriteString("\n   ")
			column = 3
		}
		b.WriteRune(r)
		column++
	}
	return b.String()
}

// Write writes a module.
func (p *python) Write(m *Module) (text string, err error) {
	f := &file{lang: p, tables: map[string]string{}, needed: map[string]bool{}, used: names{}}
	var body strings.Builder
	for i := range m.Functions {
		source, _, err := f.function(&m.Functions[i])
		if err != nil {
			return "", err
		}
		body.WriteString(source)
	}
	if m.Train != nil {
		source, err := f.training(m.Train)
		if err != nil {
			return "", err
		}
		body.WriteString(source)
	}
	var out strings.Builder
	if m.Doc != "" {
		fmt.Fprintf(&out, "%s\n", docstring(m.Doc, ""))
	}
	var head strings.Builder
	if m.Beside != "" && len(m.Params) > 0 {
		f.need("_load")
	}
	for _, word := range sortedHelpers {
		if f.needed[word] {
			head.WriteString("\n\n" + strings.TrimSpace(f.helper(word)) + "\n")
		}
	}
	if f.consts.Len() > 0 {
		head.WriteString("\n\n" + f.consts.String())
	}
	if len(m.Params) > 0 {
		head.WriteString("\n\n" + parameters(m))
	}
	out.WriteString(p.imports(head.String() + body.String()))
	out.WriteString(head.String())
	out.WriteString(body.String())
	return out.String(), nil
}

// imports are the modules that a text reads.
func (p *python) imports(text string) string {
	var b strings.Builder
	for _, word := range []string{"argparse", "json", "os"} {
		if strings.Contains(text, word+".") {
			b.WriteString("import " + word + "\n")
		}
	}
	if b.Len() > 0 {
		b.WriteString("\n")
	}
	if strings.Contains(text, "numpy.") {
		b.WriteString("import numpy\n")
	}
	b.WriteString(p.head)
	if strings.Contains(text, "sp.") {
		b.WriteString("import " + p.special + " as sp\n")
	}
	if p.jax {
		b.WriteString("\njax.config.update(\"jax_enable_x64\", True)\n")
	}
	return b.String()
}

// parameters are the parameters with their values, or what reads these from the file beside.
func parameters(m *Module) string {
	if m.Beside != "" {
		return fmt.Sprintf("params = _load(%q)\n", m.Beside)
	}
	var b strings.Builder
	b.WriteString("params = {\n")
	for _, p := range m.Params {
		words := make([]string, len(p.Values))
		for k, v := range p.Values {
			words[k] = number(v).text
		}
		text := fmt.Sprintf("np.array([%s]).reshape(%s)", strings.Join(words, ", "), strings.Trim(shape(p.Leaf.Axes), "()"))
		if len(p.Leaf.Axes) == 0 {
			text = "np.array(" + words[0] + ")"
		}
		fmt.Fprintf(&b, "    %q: %s,\n", p.Leaf.Name, wrapped(text))
	}
	b.WriteString("}\n")
	return b.String()
}

// docstring is a text in quotes.
func docstring(text, indent string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, `\`, `\\`), `"""`, `\"\"\"`)
	if !strings.Contains(text, "\n") {
		return `"""` + text + `"""`
	}
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for k := 1; k < len(lines); k++ {
		if lines[k] != "" {
			lines[k] = indent + lines[k]
		}
	}
	return `"""` + strings.Join(lines, "\n") + "\n" + indent + `"""`
}

// function writes one function.
func (f *file) function(fn *Function) (text string, w *writer, err error) {
	defer func() {
		if r := recover(); r != nil {
			u, ok := r.(*Unsupported)
			if !ok {
				panic(r)
			}
			err = u
		}
	}()
	w = &writer{file: f, f: fn, indent: "    ", uses: map[*ad.Node]int{}, samples: map[*ad.Node]bool{}, wild: map[*ad.Node]bool{}, known: map[*ad.Node][]bool{},
		regions: map[*ad.Node]*derive.Region{}, looped: map[*derive.Region]bool{}, done: map[*ad.Node]expr{}, truths: map[*ad.Node]expr{}, open: map[*ad.Node]bool{}, taken: names{}}
	for _, word := range keywords {
		w.taken[word] = true
	}
	if err := w.study(); err != nil {
		return "", nil, err
	}
	var params []string
	for _, a := range fn.Args {
		word := w.taken.unique(Identifier(a.Name))
		params = append(params, word)
		l := a.Node.Leaf
		w.line("%s = np.asarray(%s, dtype=float)", word, word)
		w.done[a.Node] = w.turned(name(word), true, l.Axes, a.Node.Axes)
	}
	results := make([]string, len(fn.Results))
	for k, r := range fn.Results {
		results[k] = w.result(r)
	}
	switch {
	case w.draws > 0 && fn.Samples:
		params = append([]string{"key"}, append(params, "shape=()")...)
	case w.draws > 0:
		params = append([]string{"key"}, params...)
	}
	if w.params {
		params = append([]string{"params"}, params...)
	}
	head := fmt.Sprintf("\n\ndef %s(%s):\n", f.used.unique(Identifier(fn.Name)), strings.Join(params, ", "))
	if fn.Doc != "" {
		head += "    " + docstring(fn.Doc, "    ") + "\n"
	}
	return head + w.text.String() + "    return " + strings.Join(results, ", ") + "\n", w, nil
}

// result is a value as it is returned.
func (w *writer) result(r Result) string {
	axes := r.Axes
	if axes == nil {
		axes = r.Node.Axes
	}
	part := func(n *ad.Node) expr {
		all := ad.Union(axes)
		if lead := w.front(); lead != "" && !w.samples[n] {
			return name("np.broadcast_to(" + w.turned(w.spread(w.node(n), n, all), false, all, axes).text + ", " + lead + " + " + shape(axes) + ")")
		}
		return w.turned(w.spread(w.node(n), n, all), w.samples[n], all, axes)
	}
	x := part(r.Node)
	if r.Imag == nil {
		return x.text
	}
	return x.in(added) + " + 1j * " + part(r.Imag).in(signed)
}

// front is the shape of the samples in front of the arguments; "" of a function without any.
func (w *writer) front() string {
	var parts []string
	for _, a := range w.f.Args {
		parts = append(parts, fmt.Sprintf("(%s, %d)", w.done[a.Node].text, len(a.Node.Axes)))
	}
	if len(parts) == 0 {
		return ""
	}
	w.need("_lead")
	return "_lead(" + strings.Join(parts, ", ") + ")"
}

// study learns what writing needs to know of the nodes of a function.
func (w *writer) study() error {
	var results []*ad.Node
	for _, r := range w.f.Results {
		results = append(results, r.Node)
		if r.Imag != nil {
			results = append(results, r.Imag)
		}
	}
	nodes := order(results)
	var err error
	if w.schedule, err = derive.Order(results, nil); err != nil {
		var mixed *derive.Mixed
		if errors.As(err, &mixed) {
			return &Unsupported{mixed.Node, "a recurrence that mixes samples cannot be exported"}
		}
		return err
	}
	for _, r := range w.schedule.Regions {
		for _, n := range r.Nodes {
			w.regions[n] = r
		}
		for n := range r.Inlined {
			w.regions[n] = r
		}
	}
	for _, n := range nodes {
		for _, a := range args(n) {
			w.uses[a]++
		}
		if n.Op == ad.LeafOp && (n.Leaf.Kind == ad.UniformLeaf || n.Leaf.Kind == ad.NormalLeaf) {
			w.samples[n] = w.f.Samples
		}
	}
	for _, a := range w.f.Args {
		w.samples[a.Node] = true
	}
	for _, n := range results {
		w.uses[n]++
	}
	for again := true; again; {
		again = false
		for _, n := range nodes {
			if !w.samples[n] && slices.ContainsFunc(args(n), func(a *ad.Node) bool { return w.samples[a] }) {
				w.samples[n], again = true, true
			}
		}
	}
	w.findWild(nodes)
	w.guards = findGuards(nodes, results, func(n *ad.Node) bool { return w.regions[n] != nil })
	return nil
}
