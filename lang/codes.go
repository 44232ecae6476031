package lang

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Code explains the diagnostics of one number.
type Code struct {
	ID    string // G0301
	Title string // what is wrong, in a few words
	Text  string // why, and how it is mended
	Wrong string // a program that earns this diagnostic, if it is short
	Right string // the same, mended
}

var (
	codesLock sync.RWMutex
	codes     = map[string]Code{}
)

// RegisterCodes adds codes to those that Explain knows. A number is given once.
func RegisterCodes(list ...Code) {
	codesLock.Lock()
	defer codesLock.Unlock()
	for _, c := range list {
		if _, taken := codes[c.ID]; taken || c.ID == "" || c.Title == "" {
			panic(fmt.Sprintf("lang: code %q is registered twice or says nothing", c.ID))
		}
		codes[c.ID] = c
	}
}

// Explain gives the code of a number such as G0301.
func Explain(id string) (Code, bool) {
	codesLock.RLock()
	defer codesLock.RUnlock()
	c, ok := codes[strings.ToUpper(id)]
	return c, ok
}

// Codes are all that are registered, by number.
func Codes() []Code {
	codesLock.RLock()
	defer codesLock.RUnlock()
	list := make([]Code, 0, len(codes))
	for _, id := range sortedKeys(codes) {
		list = append(list, codes[id])
	}
	return slices.Clip(list)
}
