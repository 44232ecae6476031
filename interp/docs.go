package interp

import (
	"maps"
	"slices"
)

// Doc is the documentation of a name of the language.
func Doc(name string) (string, bool) {
	b, ok := builtins()[name].(*Builtin)
	if !ok || b.Doc == "" {
		return "", false
	}
	return b.Doc, true
}

// DocNames are the names of the language, sorted.
func DocNames() []string { return slices.Sorted(maps.Keys(builtins())) }
