package lang

import (
	"fmt"
	"reflect"
	"strings"
)

// likeness says which differences between trees do not count.
type likeness int

const (
	exact  likeness = iota
	groups          // parentheses that only group are left out
	twinly          // also, twins are written alike
)

// dump writes a tree without places, for comparison.
func dump(x any, loose likeness) string {
	var b strings.Builder
	dumpValue(&b, reflect.ValueOf(x), loose)
	return b.String()
}

var functionOf = map[string]string{"√": "sqrt", "∇": "grad", "†": "adjoint", "⁻¹": "inverse"}

func dumpValue(b *strings.Builder, v reflect.Value, loose likeness) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			b.WriteString("nil")
			return
		}
		if loose > exact && dumpTwin(b, v.Interface(), loose) {
			return
		}
		dumpValue(b, v.Elem(), loose)
	case reflect.Slice:
		b.WriteString("[")
		for i := range v.Len() {
			dumpValue(b, v.Index(i), loose)
		}
		b.WriteString("]")
	case reflect.Struct:
		fmt.Fprintf(b, "(%s", v.Type().Name())
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; name != "At" && name != "OpAt" {
				fmt.Fprintf(b, " %s=", name)
				dumpValue(b, v.Field(i), loose)
			}
		}
		b.WriteString(")")
	default:
		fmt.Fprintf(b, "%#v", v.Interface())
	}
}

// dumpTwin writes nodes that have an equivalent spelling as that; false if n has none.
func dumpTwin(b *strings.Builder, n any, loose likeness) bool {
	if n, ok := n.(*Paren); ok {
		dumpValue(b, reflect.ValueOf(n.X), loose)
		return true
	}
	var name string
	var x Expr
	if loose < twinly {
		return false
	}
	switch n := n.(type) {
	case *Name:
		if n.Id == "Δ" {
			dumpValue(b, reflect.ValueOf(&Name{Id: "laplacian"}), loose)
			return true
		}
	case *Unary:
		name, x = functionOf[n.Op], n.X
	case *Postfix:
		name, x = functionOf[n.Op], n.X
	}
	if name == "" {
		return false
	}
	call := &Call{Fn: &Name{Id: name}, Args: []*Arg{{X: x}}}
	dumpValue(b, reflect.ValueOf(call), loose)
	return true
}

// dumpProgram dumps the statements of a program.
func dumpProgram(p *Program, loose likeness) string {
	var b strings.Builder
	for _, s := range p.Stmts {
		b.WriteString(dump(s, loose) + "\n")
	}
	return b.String()
}
