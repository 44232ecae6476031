package lang

import (
	"fmt"
	"reflect"
	"strings"
)

// dump writes a tree without places, for comparison. With loose, parentheses that only
// group are left out and twins are written alike.
func dump(x any, loose bool) string {
	var b strings.Builder
	dumpValue(&b, reflect.ValueOf(x), loose)
	return b.String()
}

var functionOf = map[string]string{"√": "sqrt", "∇": "grad", "†": "adjoint", "⁻¹": "inverse"}

func dumpValue(b *strings.Builder, v reflect.Value, loose bool) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			b.WriteString("nil")
			return
		}
		if loose && dumpTwin(b, v.Interface()) {
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
func dumpTwin(b *strings.Builder, n any) bool {
	var name string
	var x Expr
	switch n := n.(type) {
	case *Paren:
		dumpValue(b, reflect.ValueOf(n.X), true)
		return true
	case *Name:
		if n.Id == "Δ" {
			dumpValue(b, reflect.ValueOf(&Name{Id: "laplacian"}), true)
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
	dumpValue(b, reflect.ValueOf(call), true)
	return true
}

// dumpProgram dumps the statements of a program.
func dumpProgram(p *Program, loose bool) string {
	var b strings.Builder
	for _, s := range p.Stmts {
		b.WriteString(dump(s, loose) + "\n")
	}
	return b.String()
}
