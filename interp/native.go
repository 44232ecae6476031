package interp

import (
	"fmt"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/files"
	"github.com/gibbs-lang/gibbs/lang"
)

// Native is a function of a module, or a reader of files, that is written in Go. It is called with values that are
// known. Params is its signature as Gibbs writes it, with default values, as in "x, tolerance = 0.01"; Func is a Go
// function with as many parameters, which returns one value, or one and an error (a Refusal says more). Their Go types
// say what is taken and what is returned:
//
//	float64, int, bool, string   a number, a whole number, a truth value, a text
//	[]float64, [][3]float64, …   an array with one index for each level
//	Table                        an array of any shape
//	[]string, []T                a list
//	*sets.Set                    an index set
//	T                            an object: T is the Go type of a Kind
//	File                         the contents of a file, whose name is given (not returned)
//	any                          one of the above, as it comes: a number is an int where it is whole (not returned)
type Native struct {
	Doc    string
	Params string
	Func   any
}

// Table is an array of numbers, row-major, over 1..n for each length n of its shape.
type Table struct {
	Shape  []int
	Values []float64
	Whole  bool // whole numbers
}

// File is a file that a native function reads.
type File struct {
	Name string // as the program gives it
	Data []byte
}

// Refusal is an error of a native function that tells the reason, a mend, and which argument it lies in.
type Refusal struct {
	What, Why, Help string
	Param           string // "": the call as a whole
}

func (r *Refusal) Error() string { return r.What }

// Kind is a kind of objects: values of a Go type, which the language passes on and asks for members.
type Kind struct {
	name    string // with its article
	typ     reflect.Type
	text    func(any) string
	show    func(any) string
	same    func(a, b any) bool
	members []Member
	formats map[string]func(any) ([]byte, error)
	as      map[reflect.Type]func(any) any
}

// KindOf says what the language may do with values of type T.
type KindOf[T any] struct {
	Name    string            // with its article: "a crystal"
	Text    func(T) string    // in print and within texts
	Show    func(T) string    // in show; nil: Text
	Same    func(a, b T) bool // nil: never compared
	Members []Member
	Formats map[string]func(T) ([]byte, error) // how it is saved, by the extension of the file or by its whole name
	As      []any                              // functions func(T) U: it stands for a U where one is needed
}

// Member is x.Name. Func is a function of x that returns what a Native may return.
type Member struct {
	Name, Doc string
	Func      any
}

// NewKind is the kind of the objects of type T.
func NewKind[T any](k KindOf[T]) *Kind {
	out := &Kind{name: k.Name, typ: reflect.TypeFor[T](), members: k.Members, as: map[reflect.Type]func(any) any{}, formats: map[string]func(any) ([]byte, error){}}
	out.text = func(x any) string { return k.Text(x.(T)) }
	out.show = out.text
	if k.Show != nil {
		out.show = func(x any) string { return k.Show(x.(T)) }
	}
	if k.Same != nil {
		out.same = func(a, b any) bool { return k.Same(a.(T), b.(T)) }
	}
	for name, save := range k.Formats {
		out.formats[name] = func(x any) ([]byte, error) { return save(x.(T)) }
	}
	for _, f := range k.As {
		v := reflect.ValueOf(f)
		out.as[v.Type().Out(0)] = func(x any) any { return v.Call([]reflect.Value{reflect.ValueOf(x)})[0].Interface() }
	}
	return out
}

// Object is a value that a native function has made.
type Object struct {
	kind *Kind
	x    any // nil: not known in a check
	once map[string]Value
}

// String is the object in print and within texts.
func (x *Object) String() string {
	if x.x == nil {
		return "(not run)"
	}
	return x.kind.text(x.x)
}

// show is the object in show.
func (x *Object) show() string {
	if x.x == nil {
		return "(not run)"
	}
	return strings.TrimRight(x.kind.show(x.x), "\n")
}

// manual is the kind of an object and what its members are.
func (x *Object) manual() string {
	lines := []string{x.kind.name}
	for _, m := range x.kind.members {
		lines = append(lines, fmt.Sprintf("  .%s  %s", m.Name, m.Doc))
	}
	return strings.Join(lines, "\n")
}

// names are the members, in order.
func (k *Kind) names() []string {
	out := make([]string, len(k.members))
	for i, m := range k.members {
		out[i] = m.Name
	}
	return out
}

// format is the key of a file in the formats of a kind, or among readers: its extension, or its whole name.
func format[T any](formats map[string]T, name string) (T, bool) {
	for key, f := range formats {
		if strings.EqualFold(key, filepath.Ext(name)) || strings.EqualFold(key, filepath.Base(name)) {
			return f, true
		}
	}
	var none T
	return none, false
}

// member is x.name.
func (x *Object) member(c ctx, e *lang.Field) Value {
	name := e.Name.Id
	if v, ok := x.once[name]; ok {
		return v
	}
	k := slices.IndexFunc(x.kind.members, func(m Member) bool { return m.Name == name })
	if k < 0 {
		c.noField(e, x.kind.name, x.kind.names())
	}
	f := reflect.ValueOf(x.kind.members[k].Func)
	if x.x == nil {
		return c.unknown(f.Type().Out(0), name)
	}
	what := "." + name + " of " + x.kind.name
	v, err := callGo(e, what, f, []reflect.Value{reflect.ValueOf(x.x)})
	if err != nil {
		c.refused(e, nil, what, x.kind.members[k].Doc, err)
	}
	c.open = nil // as a name does, the member keeps its axes until it is used
	x.once[name] = c.value(v)
	return x.once[name]
}

// equalObjects compares two objects; nil if none of the two is one.
func (c ctx) equalObjects(e *lang.Compare, op string, x, y Value) *ad.Node {
	a, ok := x.(*Object)
	b, is := y.(*Object)
	switch {
	case !ok && !is:
		return nil
	case !ok || !is || a.kind != b.kind || a.kind.same == nil || op != "==" && op != "!=":
		fail("G0401", e, fmt.Sprintf("%s is not compared with %s by %s", kind(x), kind(y), op), help("members are compared, as numbers and texts: x.name == y.name"))
	case a.x == nil || b.x == nil:
		return c.g().Input("equal", ad.Bool)
	}
	return c.g().Truth(a.kind.same(a.x, b.x) == (op == "=="))
}

// nativeBuiltin makes a native function callable.
func (s *Session) nativeBuiltin(name string, f Native) *Builtin {
	head := name + "(" + f.Params + ")"
	params := signature(head)
	fn := reflect.ValueOf(f.Func)
	if fn.Type().NumIn() != len(params) {
		panic(fmt.Sprintf("%s: the Go function has %d parameters", head, fn.Type().NumIn()))
	}
	return &Builtin{Name: name, Doc: head + ": " + f.Doc, Call: func(c ctx, e *lang.Call) Value {
		vals, names := c.evalArgs(e.Args)
		in := c
		in.scope = newScope(nil)
		c.bindArgs(e, name, params, vals, names, e.Args, in)
		args := make([]reflect.Value, len(params))
		for i, p := range params {
			place := givenFor(e, params, i)
			known := false
			if args[i], known = c.goValue(place, paramName(p), in.scope.names[paramName(p)].value, fn.Type().In(i)); !known {
				return c.unknown(fn.Type().Out(0), name)
			}
		}
		v, err := callGo(e, name, fn, args)
		if err == nil {
			return c.value(v)
		}
		if k := slices.IndexFunc(args, func(a reflect.Value) bool { return a.Type() == fileType }); k >= 0 {
			c.noFile(givenFor(e, params, k), args[k].Interface().(File).Name, err, help("it should hold %s", f.Doc))
		}
		c.refused(e, params, name, head+": "+f.Doc, err)
		return nil
	}}
}

// signature are the parameters of a call such as f(x, y = 1).
func signature(head string) []*lang.Arg {
	prog, diags := lang.ParseLine(lang.NewSource(head, head))
	if hasErrors(diags) {
		panic("not a signature: " + head)
	}
	return prog.Stmts[0].(*lang.Equation).Left[0].(*lang.Call).Args
}

// givenFor is the place of an argument in a call, the call itself where it has its default value.
func givenFor(e *lang.Call, params []*lang.Arg, k int) lang.Expr {
	for i, a := range e.Args {
		if a.Name == nil && i == k || a.Name != nil && a.Name.Id == paramName(params[k]) {
			return a.X
		}
	}
	return e
}

// callGo calls a Go function. That it panics is an error of Gibbs itself.
func callGo(n lang.Node, name string, f reflect.Value, args []reflect.Value) (v reflect.Value, err error) {
	defer func() {
		if r := recover(); r != nil && !crash {
			panic(stopped{code: ExitMachine, diag: diagnose("G0902", n, fmt.Sprintf("an error of Gibbs itself: %s fails: %v", name, r), why("no arguments should lead here"),
				help("send the program, so that it can be mended"))})
		} else if r != nil {
			panic(r)
		}
	}()
	out := f.Call(args)
	if len(out) == 2 && !out[1].IsNil() {
		err = out[1].Interface().(error)
	}
	return out[0], err
}

// refused reports an error of a native function; doc is what it takes.
func (c ctx) refused(e lang.Expr, params []*lang.Arg, name, doc string, err error) {
	r, ok := err.(*Refusal)
	if !ok {
		r = &Refusal{What: err.Error()}
	}
	if call, ok := e.(*lang.Call); ok {
		if k := slices.IndexFunc(params, func(p *lang.Arg) bool { return paramName(p) == r.Param }); k >= 0 {
			e = givenFor(call, params, k)
		}
	}
	opts := []option{help("%s", doc)}
	if r.Help != "" {
		opts = []option{help("%s", r.Help)}
	}
	if r.Why != "" {
		opts = append(opts, why("%s", r.Why))
	}
	fail("G1101", e, fmt.Sprintf("%s: %s", name, r.What), opts...)
}

// formatOf is the way an object is written into a file of this name.
func (c ctx) formatOf(n lang.Node, x *Object, name string) func(any) ([]byte, error) {
	write, ok := format(x.kind.formats, name)
	if !ok {
		known := slices.Sorted(maps.Keys(x.kind.formats))
		if len(known) == 0 {
			fail("G0809", n, fmt.Sprintf("%s is not saved", x.kind.name), help("save one of its members, or print it"))
		}
		fail("G0809", n, fmt.Sprintf("%s is saved as %s", x.kind.name, strings.Join(known, ", ")), help(`save(…, "%s%s")`, strings.TrimSuffix(name, filepath.Ext(name)), known[0]))
	}
	return write
}

// saveObject writes an object into a file.
func (s *Session) saveObject(st *lang.Command, x *Object, name string, write func(any) ([]byte, error)) {
	data, err := write(x.x)
	if err == nil {
		err = files.WriteAtomic(s.outPath(name), writeText(string(data)))
	}
	if err != nil {
		panic(stopped{code: ExitMachine, diag: diagnose("G0804", st, fmt.Sprintf("the file %s cannot be written", name), here("%s", fileError(err)),
			help("a folder that exists and can be written to"))})
	}
}
