package spacegroup

import (
	"fmt"
	"strings"
)

var identity = [3][3]int{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}

// rotations about z, and those that Hall marks ', " and * (International
// Tables B 1.4, tables A1.4.2.4 to 6).
var rotations = map[string][3][3]int{
	"1z":  identity,
	"2z":  {{-1, 0, 0}, {0, -1, 0}, {0, 0, 1}},
	"3z":  {{0, -1, 0}, {1, -1, 0}, {0, 0, 1}},
	"4z":  {{0, -1, 0}, {1, 0, 0}, {0, 0, 1}},
	"6z":  {{1, -1, 0}, {1, 0, 0}, {0, 0, 1}},
	"2'":  {{0, -1, 0}, {-1, 0, 0}, {0, 0, -1}},
	"2\"": {{0, 1, 0}, {1, 0, 0}, {0, 0, -1}},
	"3*":  {{0, 0, 1}, {1, 0, 0}, {0, 1, 0}},
}

var centrings = map[byte][][3]int{
	'P': {}, 'A': {{0, 12, 12}}, 'B': {{12, 0, 12}}, 'C': {{12, 12, 0}}, 'I': {{12, 12, 12}},
	'R': {{16, 8, 8}, {8, 16, 16}}, 'F': {{0, 12, 12}, {12, 0, 12}, {12, 12, 0}},
}

var shifts = map[byte][3]int{
	'a': {12, 0, 0}, 'b': {0, 12, 0}, 'c': {0, 0, 12}, 'n': {12, 12, 12},
	'u': {6, 0, 0}, 'v': {0, 6, 0}, 'w': {0, 0, 6}, 'd': {6, 6, 6},
}

// Hall is the operations of a Hall symbol (Acta Cryst. A37, 517, 1981) such as
// "-F 4 2 3" or "P 61 2 (0 0 -1)", the identity first.
func Hall(symbol string) ([]Op, error) {
	head, origin, shifted := strings.Cut(symbol, "(")
	words := strings.Fields(head)
	if len(words) < 2 {
		return nil, fmt.Errorf("the Hall symbol %q has no rotation; one is \"-P 2yb\"", symbol)
	}
	var gens []Op
	lattice, centred := strings.CutPrefix(words[0], "-")
	if centred {
		gens = append(gens, Op{R: negated(identity)})
	}
	if len(lattice) != 1 || centrings[lattice[0]] == nil {
		return nil, fmt.Errorf("the Hall symbol %q begins with %q; lattices are P A B C I R F", symbol, words[0])
	}
	for _, t := range centrings[lattice[0]] {
		gens = append(gens, Op{R: identity, T: t})
	}
	before := turn{axis: 'z'}
	for i, word := range words[1:] {
		op, t, err := rotation(word, i, before)
		if err != nil {
			return nil, fmt.Errorf("the Hall symbol %q: %v", symbol, err)
		}
		gens, before = append(gens, op), t
	}
	if shifted {
		var v [3]int
		if n, err := fmt.Sscanf(origin, "%d %d %d)", &v[0], &v[1], &v[2]); n != 3 || err != nil {
			return nil, fmt.Errorf("the Hall symbol %q: an origin is three twelfths, as in (0 0 1)", symbol)
		}
		to, back := Op{R: identity}, Op{R: identity}
		for i := range 3 {
			to.T[i], back.T[i] = 2*v[i], -2*v[i]
		}
		for i := range gens {
			gens[i] = to.Mul(gens[i]).Mul(back)
		}
	}
	return closure(symbol, gens)
}

// A turn is the order and the axis of a rotation.
type turn struct{ order, axis byte }

// rotation reads one word of a Hall symbol, the index-th, after another.
func rotation(word string, index int, before turn) (Op, turn, error) {
	s, improper := strings.CutPrefix(word, "-")
	if s == "" || !strings.Contains("12346", s[:1]) {
		return Op{}, turn{}, fmt.Errorf("%q is no rotation of order 1, 2, 3, 4 or 6", word)
	}
	t := turn{order: s[0], axis: 'z'}
	switch {
	case index == 1 && t.order == '2' && (before.order == '2' || before.order == '4'):
		t.axis = 'x'
	case index == 1 && t.order == '2':
		t.axis = '\''
	case index == 2 && t.order == '3':
		t.axis = '*'
	}
	var op Op
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case strings.IndexByte("xyz'\"*", c) >= 0:
			t.axis = c
		case c == '=':
			t.axis = '"'
		case c > '0' && c < t.order:
			op.T[2] += 24 / int(t.order-'0') * int(c-'0')
		case shifts[c] != [3]int{}:
			for k, d := range shifts[c] {
				op.T[k] += d
			}
		default:
			return op, t, fmt.Errorf("%q in %q is no axis, screw or translation", c, word)
		}
	}
	about := t.axis
	turned := byte('z')
	if about == '\'' || about == '"' {
		if before.axis >= 'x' {
			turned = before.axis
		}
	} else if about >= 'x' {
		turned, about = about, 'z'
	}
	r, ok := rotations[string([]byte{t.order, about})]
	if !ok {
		return op, t, fmt.Errorf("%q: no rotation of order %c goes about %c", word, t.order, t.axis)
	}
	by := int(turned-'z'+3) % 3
	for i := range 3 {
		for j := range 3 {
			op.R[(i+by)%3][(j+by)%3] = r[i][j]
		}
	}
	if improper {
		op.R = negated(op.R)
	}
	return op, t, nil
}

func negated(r [3][3]int) [3][3]int {
	for i := range 3 {
		for j := range 3 {
			r[i][j] = -r[i][j]
		}
	}
	return r
}

// closure is the group that generators make; no space group has more than 192
// operations in its conventional cell.
func closure(symbol string, gens []Op) ([]Op, error) {
	ops := []Op{{R: identity}}
	seen := map[Op]bool{ops[0]: true}
	for i := 0; i < len(ops); i++ {
		for _, g := range gens {
			p := g.Mul(ops[i])
			if !seen[p] {
				seen[p] = true
				ops = append(ops, p)
			}
		}
		if len(ops) > 192 {
			return nil, fmt.Errorf("the Hall symbol %q makes no space group: more than 192 operations", symbol)
		}
	}
	return ops, nil
}
