package stdlib

import (
	"embed"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/lang"
)

//go:embed *.gp
var sources embed.FS

// Library is the standard library, to be handed to a session.
var Library interp.Library = library{}

type library struct{}

// natives are the functions of modules that are written in Go.
var natives = map[string]map[string]interp.Native{"crystal": crystalFunctions, "ising": ising}

// texts are the modules that were asked for, by name, so that each is read once.
var texts sync.Map

// Source is the text of a module.
func (library) Source(name string) (*lang.Source, bool) {
	if src, ok := texts.Load(name); ok {
		return src.(*lang.Source), true
	}
	text, err := sources.ReadFile(name + ".gp")
	if err != nil {
		return nil, false
	}
	src, _ := texts.LoadOrStore(name, lang.NewSource(name+".gp", string(text)))
	return src.(*lang.Source), true
}

// Native is the functions of a module that are written in Go; nil for none.
func (library) Native(name string) map[string]interp.Native { return natives[name] }

// Kinds are the kinds of objects of all modules.
func (library) Kinds() []*interp.Kind { return crystalKinds }

// Readers are the readers of files of all modules.
func (library) Readers() map[string]interp.Native { return crystalReaders }

// Modules lists the modules, sorted.
func (library) Modules() []string {
	entries, err := sources.ReadDir(".")
	if err != nil {
		panic("stdlib: the embedded folder cannot be read")
	}
	names := slices.Collect(maps.Keys(natives))
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".gp"))
	}
	slices.Sort(names)
	return slices.Compact(names)
}
