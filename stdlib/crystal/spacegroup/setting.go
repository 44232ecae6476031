package spacegroup

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// The settings that are not the standard one: number, choice, Hermann-Mauguin
// and Hall symbol, those of spglib's table spg.csv (f44a3c5, BSD-3).
//
//go:embed settings.txt
var settingLines string

// A Setting is a space group in another cell or about another origin.
type Setting struct {
	Group    *Group
	Choice   string // as International Tables have it: b3, cab, 1, R; "" for the standard setting
	HM, Hall string

	// The new cell vectors are the columns of P/3 in terms of the standard
	// ones, and the new origin is at Origin/24 in the standard cell: x in this
	// setting is at P/3·x + Origin/24 in the standard one.
	P      [3][3]int
	Origin [3]int

	operations []Op
}

// Operations are those of the setting, with centrings, the identity first. The
// slice is shared and must not be changed.
func (s *Setting) Operations() []Op { return s.operations }

// Transformation writes the new axes and, if it moves, the origin, in terms of
// the standard ones, as International Tables do: "c, a, b", "a-1/4, b, c".
func (s *Setting) Transformation() string {
	parts := make([]string, 3)
	for j := range 3 {
		column := Op{}
		for i := range 3 {
			column.R[0][i] = s.P[i][j]
		}
		thirds := slices.ContainsFunc(column.R[0][:], func(n int) bool { return n%3 != 0 })
		if !thirds {
			for i := range 3 {
				column.R[0][i] /= 3
			}
		}
		axes, _, _ := strings.Cut(column.String(), ",")
		axes = strings.NewReplacer("x", "a", "y", "b", "z", "c").Replace(axes)
		if thirds {
			axes = "(" + axes + ")/3"
		}
		parts[j] = axes
	}
	text := strings.Join(parts, ", ")
	if s.Origin != [3]int{} {
		text += "; " + Op{T: s.Origin}.String()
	}
	return text
}

// settings are all settings by plain name.
var settings = sync.OnceValues(func() (map[string][]*Setting, error) {
	all := map[string][]*Setting{}
	for n := 1; n <= len(groups); n++ {
		g, err := Get(n)
		if err != nil {
			return nil, err
		}
		s := &Setting{Group: g, Choice: standardChoice(g), HM: g.Short, Hall: g.Hall}
		s.enter(all, plain(g.HM))
	}
	for line := range strings.Lines(settingLines) {
		f := strings.Split(strings.TrimSpace(line), "|")
		n, err := strconv.Atoi(f[0])
		if err != nil {
			return nil, err
		}
		g, err := Get(n)
		if err != nil {
			return nil, err
		}
		s := &Setting{Group: g, Choice: f[1], HM: f[2], Hall: f[3]}
		other := s.short()
		if s.axesText() == "" || s.axesText() == "R" {
			other = plain(g.HM) // the full symbol is that of the standard setting
		}
		s.enter(all, other)
	}
	return all, nil
})

// enter lists a setting under its symbol, the symbol with the letter for e that
// was the custom before 1992, and another name.
func (s *Setting) enter(all map[string][]*Setting, other string) {
	for _, name := range []string{plain(s.HM), plain(s.before1992()), other} {
		if !slices.Contains(all[name], s) {
			all[name] = append(all[name], s)
		}
	}
}

// standard tells whether this is the standard setting.
func (s *Setting) standard() bool { return s.Hall == s.Group.Hall }

// standardChoice is how the standard setting is told from others of the same
// symbol.
func standardChoice(g *Group) string {
	switch {
	case slices.Contains(twoOrigins, g.Number):
		return "2"
	case g.Short[0] == 'R':
		return "H"
	}
	return ""
}

// short is the plain symbol of a monoclinic setting without the axes of no
// symmetry: "P 2_1/n" for "P 1 2_1/n 1".
func (s *Setting) short() string {
	parts := strings.Fields(s.HM)
	if s.Group.Number < 16 {
		parts = slices.DeleteFunc(parts, func(p string) bool { return p == "1" })
	}
	return plain(strings.Join(parts, " "))
}

// glides are what was written for e in the standard settings, as in A b m 2.
var glides = map[int]string{39: "b", 41: "b", 64: "a", 67: "a", 68: "a"}

// before1992 is the symbol with a glide along one axis for e.
func (s *Setting) before1992() string {
	old := glides[s.Group.Number]
	if axes := s.axesText(); old != "" && axes != "" {
		old = string("abc"[strings.Index(strings.ReplaceAll(axes, "-", ""), old)])
	}
	return strings.Replace(s.HM, "e", old, 1)
}

// axesText is the choice without that of the origin.
func (s *Setting) axesText() string { return strings.TrimLeft(s.Choice, "12") }

// InSetting is a space group in the setting that a Hermann-Mauguin symbol
// tells, standard or not: "P b n m", "P 21/n", "A b m 2", with the choice
// behind a colon where the symbol has several: "F d -3 m :1", "R -3 m :R".
// Of monoclinic symbols that leave the unique axis open b is meant, else c.
func InSetting(name string) (*Setting, error) {
	symbol, choice, chosen := strings.Cut(name, ":")
	all, err := settings()
	if err != nil {
		return nil, err
	}
	found := meant(all[plain(symbol)])
	if chosen {
		found = chosenFrom(all[plain(symbol)], strings.TrimSpace(choice))
	}
	switch len(found) {
	case 0:
		return nil, fmt.Errorf("%q is the symbol of no space group in a setting of International Tables; those of group 62 are \"P n m a\", \"P b n m\", …", name)
	case 1:
		s := *found[0]
		return s.solve()
	}
	choices := make([]string, len(found))
	for i, s := range found {
		choices[i] = fmt.Sprintf("%q", strings.TrimSpace(symbol)+" :"+s.Choice)
	}
	return nil, fmt.Errorf("%q leaves open which origin or axes of space group %d are meant: it may be %s", name, found[0].Group.Number, strings.Join(choices, ", "))
}

// chosenFrom leaves of the settings of a symbol those of a choice. The symbol
// tells the axes, so that the origin alone will do.
func chosenFrom(all []*Setting, choice string) (found []*Setting) {
	for _, is := range []func(s *Setting) bool{
		func(s *Setting) bool { return strings.EqualFold(s.Choice, choice) },
		func(s *Setting) bool {
			return len(choice) == 1 && s.Group.Number > 15 && strings.HasPrefix(s.Choice, choice)
		},
		func(s *Setting) bool {
			return s.standard() && s.Choice == "" && (choice == "2" || strings.EqualFold(choice, "H"))
		},
	} {
		for _, s := range all {
			if is(s) {
				found = append(found, s)
			}
		}
		if len(found) > 0 {
			break
		}
	}
	return found
}

// meant leaves of the settings of a symbol what it means by itself: the standard
// one unless the origin is open, unique axis b before c.
func meant(all []*Setting) []*Setting {
	if k := slices.IndexFunc(all, (*Setting).standard); k >= 0 && !slices.Contains(twoOrigins, all[k].Group.Number) {
		return all[k : k+1]
	}
	for _, axis := range []string{"b", "c"} {
		k := slices.IndexFunc(all, func(s *Setting) bool {
			return s.Group.Number < 16 && strings.HasPrefix(strings.TrimPrefix(s.Choice, "-"), axis)
		})
		if k >= 0 {
			return all[k : k+1]
		}
	}
	return all
}

// solve finds the operations and the change of axes and origin.
func (s *Setting) solve() (*Setting, error) {
	if s.standard() {
		s.operations, s.P = s.Group.operations, cells[0]
		return s, nil
	}
	var err error
	if s.operations, err = Hall(s.Hall); err != nil {
		return nil, err
	}
	for _, s.P = range s.axes() {
		if s.findOrigin() {
			return s, nil
		}
	}
	return nil, fmt.Errorf("the setting %s of space group %d has no change of axes to the standard one", s.HM, s.Group.Number)
}

// Cells of monoclinic groups, unique axis b: the cell choices 1, 2, 3, and
// those with a and c exchanged.
var cells = [][3][3]int{
	{{3, 0, 0}, {0, 3, 0}, {0, 0, 3}},
	{{-3, 0, 3}, {0, 3, 0}, {-3, 0, 0}},
	{{0, 0, -3}, {0, 3, 0}, {3, 0, -3}},
	{{0, 0, 3}, {0, -3, 0}, {3, 0, 0}},
	{{3, 0, -3}, {0, -3, 0}, {0, 0, -3}},
	{{-3, 0, 0}, {0, -3, 0}, {-3, 0, 3}},
}

// rhombohedral axes in terms of hexagonal ones, obverse, times 3.
var rhombohedral = [3][3]int{{2, -1, -1}, {1, 1, -2}, {1, 1, 1}}

// axes are the changes of axes that the choice may mean.
func (s *Setting) axes() [][3][3]int {
	choice := s.axesText()
	switch {
	case choice == "" || choice == "H":
		return cells[:1]
	case choice == "R":
		return [][3][3]int{rhombohedral}
	case s.Group.Number > 15:
		return [][3][3]int{columns(choice)}
	}
	turn := map[byte]string{'a': "bca", 'b': "abc", 'c': "cab"}[strings.TrimPrefix(choice, "-")[0]]
	out := make([][3][3]int, len(cells))
	for k, c := range cells {
		p := columns(turn)
		for i := range 3 {
			for j := range 3 {
				out[k][i][j] = 0
				for l := range 3 {
					out[k][i][j] += c[i][l] * p[l][j] / 3
				}
			}
		}
	}
	return out
}

// columns reads axes such as cab or ba-c, times 3.
func columns(axes string) (p [3][3]int) {
	sign, j := 3, 0
	for _, r := range axes {
		if r == '-' {
			sign = -3
			continue
		}
		p[r-'a'][j] = sign
		sign, j = 3, j+1
	}
	return p
}

// findOrigin looks for the origin, in steps of an eighth, nearest to that of
// the standard setting, about which the operations are those of the group.
func (s *Setting) findOrigin() bool {
	best, found := [3]int{}, 0
	for n := range 512 {
		o := [3]int{3 * (n % 8), 3 * (n / 8 % 8), 3 * (n / 64)}
		far := 1
		for _, x := range o {
			far += min(x, 24-x) * min(x, 24-x)
		}
		if found != 0 && far >= found {
			continue
		}
		if s.Origin = o; s.holds() {
			best, found = o, far
		}
	}
	s.Origin = best
	return found != 0
}

// holds tells whether every operation is one of the group: with x' = P/3·x + o,
// P·R = S·P and P·T/3 + o = S·o + T', modulo the lattice.
func (s *Setting) holds() bool {
	for _, a := range s.operations {
		if !slices.ContainsFunc(s.Group.operations, func(b Op) bool {
			for i := range 3 {
				shift := 3 * (s.Origin[i] - b.T[i])
				for j := range 3 {
					shift += s.P[i][j]*a.T[j] - 3*b.R[i][j]*s.Origin[j]
					turn := 0
					for k := range 3 {
						turn += s.P[i][k]*a.R[k][j] - b.R[i][k]*s.P[k][j]
					}
					if turn != 0 {
						return false
					}
				}
				if shift%72 != 0 {
					return false
				}
			}
			return true
		}) {
			return false
		}
	}
	return true
}
