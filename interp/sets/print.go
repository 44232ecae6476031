package sets

import (
	"fmt"
	"strconv"
	"strings"
)

// String writes the set as a person would: 1..4, labels("H", "He"), Λ or square(16, 16, periodic),
// {2, 4, 6} of 1..6, 1..3 × 1..2.
func (s *Set) String() string {
	if s.name != "" {
		return s.name
	}
	return s.Definition()
}

// Definition writes what the set is, whatever its name.
func (s *Set) Definition() string {
	switch s.kind {
	case rangeKind:
		return fmt.Sprintf("%d..%d", s.lo, s.lo+s.size-1)
	case labelKind:
		quoted := abbreviate(s.size, func(pos int) string { return strconv.Quote(s.labels[pos]) })
		return "labels(" + quoted + ")"
	case productKind:
		names := make([]string, len(s.parts))
		for k, part := range s.parts {
			names[k] = part.String()
			if part.parent != nil && part.name == "" {
				names[k] = "(" + names[k] + ")"
			}
		}
		return strings.Join(names, " × ")
	case siteKind:
		return s.lat.String()
	case sortedKind:
		return s.parent.String() + " in the order {" + abbreviate(s.size, s.Element) + "}"
	default:
		return "{" + abbreviate(s.size, s.Element) + "} of " + s.parent.String()
	}
}

// Element writes the element at pos: 3, "H", (2, 5). A site is written by its coordinates.
func (s *Set) Element(pos int) string {
	root := s.Root()
	p := s.toRoot(pos)
	switch root.kind {
	case labelKind:
		return strconv.Quote(root.labels[p])
	case productKind:
		words := make([]string, len(root.parts))
		for k, q := range root.Tuple(p) {
			words[k] = root.parts[k].Element(q)
		}
		return "(" + strings.Join(words, ", ") + ")"
	case siteKind:
		words := make([]string, 0, 3)
		for _, c := range root.Coord(p) {
			words = append(words, strconv.Itoa(c))
		}
		return "(" + strings.Join(words, ", ") + ")"
	default:
		return strconv.Itoa(root.Int(p))
	}
}

// abbreviate joins n words, with dots for the middle of a long list.
func abbreviate(n int, word func(int) string) string {
	const most, head = 10, 6
	var words []string
	for pos := 0; pos < n; pos++ {
		if n > most && pos == head {
			words = append(words, "…")
			pos = n - 2
			continue
		}
		words = append(words, word(pos))
	}
	return strings.Join(words, ", ")
}
