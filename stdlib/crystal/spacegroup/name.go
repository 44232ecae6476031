package spacegroup

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// byName has the groups by Hall symbol, and by plain names.
var byName = sync.OnceValues(func() (map[string]int, error) {
	m := map[string]int{}
	for n := 1; n <= len(groups); n++ {
		g, err := Get(n)
		if err != nil {
			return nil, err
		}
		m[g.Hall], m[plain(g.Short)], m[plain(g.HM)] = n, n, n
	}
	return m, nil
})

// plain is a Hermann-Mauguin symbol without what files write in several ways.
func plain(name string) string {
	return "HM " + strings.NewReplacer(" ", "", "_", "", "sub", "").Replace(strings.ToLower(name))
}

// ByName is the group of a Hall symbol, "-F 4 2 3", or of a Hermann-Mauguin
// symbol, short or full, with or without spaces and underscores: "F m -3 m",
// "Fm-3m", "F 4/m -3 2/m", "P 1 2_1/c 1", also with :2 or :H for origin choice 2
// or hexagonal axes. Symbols of other settings are refused.
func ByName(name string) (*Group, error) {
	m, err := byName()
	if err != nil {
		return nil, err
	}
	if n, ok := m[strings.Join(strings.Fields(name), " ")]; ok {
		return Get(n)
	}
	symbol, setting, _ := strings.Cut(name, ":")
	n, ok := m[plain(symbol)]
	if !ok {
		return nil, fmt.Errorf("%q is the symbol of no space group in its standard setting; those of group 225 are \"F m -3 m\" and \"-F 4 2 3\"", name)
	}
	switch setting = strings.ToUpper(strings.TrimSpace(setting)); setting {
	case "", "2", "H":
		return Get(n)
	}
	return nil, fmt.Errorf("%q is not the standard setting of space group %d, which has origin choice 2 and hexagonal axes", name, n)
}

// hallMark is what only Hall symbols have.
var hallMark = regexp.MustCompile(`^-|[1-6][xyzabcnuvwd'"*=]`)

// twoOrigins are the groups that International Tables give with two origins.
var twoOrigins = []int{48, 50, 59, 68, 70, 85, 86, 88, 125, 126, 129, 130, 133, 134, 137, 138, 141, 142, 201, 203, 222, 224, 227, 228}

// Named is the operations that a file means by a name: a Hermann-Mauguin symbol
// in any setting of International Tables (see InSetting), or a Hall symbol; or
// by a number where there is no name. What leaves open which of two origins is
// meant is refused.
func Named(name string, number int) ([]Op, error) {
	if name == "" {
		g, err := Get(number)
		if err != nil {
			return nil, err
		}
		if slices.Contains(twoOrigins, number) {
			return nil, fmt.Errorf("space group %d (%s) has two origins, and its number tells neither: list the operators, or give the Hall symbol, or %q for origin choice 2",
				g.Number, g.Short, g.Short+" :2")
		}
		return g.Operations(), nil
	}
	if g, err := ByName(name); err == nil && g.Hall == strings.Join(strings.Fields(name), " ") {
		return g.agrees(name, number, g.Operations())
	}
	s, err := InSetting(name)
	if err == nil {
		return s.Group.agrees(name, number, s.Operations())
	}
	if hallMark.MatchString(name) {
		return Hall(name)
	}
	return nil, err
}

// agrees refuses the operations of a name beside the number of another group.
func (g *Group) agrees(name string, number int, ops []Op) ([]Op, error) {
	if number > 1 && g.Number != number {
		return nil, fmt.Errorf("%q is space group %d, not %d", name, g.Number, number)
	}
	return ops, nil
}
