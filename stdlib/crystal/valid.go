package crystal

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/cell"
)

// The oxidation states of elements, those of SMACT (oxidation_states.txt at
// 1955db2, MIT): Davies et al., Chem 1, 617 (2016).
//
//go:embed oxidation.txt
var oxidation string

// states are the oxidation states of each element.
var states = func() map[string][]int {
	m := map[string][]int{}
	for line := range strings.Lines(oxidation) {
		words := strings.Fields(line)
		for _, w := range words[1:] {
			n, err := strconv.Atoi(w)
			if err != nil {
				panic("crystal: an oxidation state is no number: " + line)
			}
			m[words[0]] = append(m[words[0]], n)
		}
	}
	return m
}()

// OxidationStates of an element, nil where it has none.
func OxidationStates(element string) []int { return states[element] }

// nonmetals are the elements that make a composition no alloy.
var nonmetals = strings.Fields("H He B C N O F Ne Si P S Cl Ar As Se Br Kr Te I Xe At Rn")

// Composition reads a formula, elements with counts: "Cs2ZnFeC6N6".
func Composition(formula string) (map[string]int, error) {
	count := map[string]int{}
	for at := 0; at < len(formula); {
		end := at + 1
		for end < len(formula) && unicode.IsLower(rune(formula[end])) {
			end++
		}
		element := formula[at:end]
		if cell.Number(element) == 0 {
			return nil, fmt.Errorf("%q is no element in %q; a formula is elements with counts, as in Cs2ZnFeC6N6", element, formula)
		}
		at = end
		for end < len(formula) && unicode.IsDigit(rune(formula[end])) {
			end++
		}
		n := 1
		if end > at {
			var err error
			if n, err = strconv.Atoi(formula[at:end]); err != nil || n < 1 || n > 1e6 {
				return nil, fmt.Errorf("%s is no count of %s in %q", formula[at:end], element, formula)
			}
		}
		count[element] += n
		at = end
	}
	if len(count) == 0 {
		return nil, fmt.Errorf("the formula has no elements")
	}
	return count, nil
}

// Neutral tells whether the charges of a composition add up to zero for some
// oxidation states, one for each element, in which every cation is less
// electronegative than every anion: the test of Davies et al., Chem 1, 617
// (2016), as Xie et al., arXiv:2110.06197, count valid compositions. Elements
// without electronegativity are in no neutral compound.
func Neutral(count map[string]int) bool {
	elements := slices.Sorted(maps.Keys(count))
	var try func(k, charge int, cation, anion float64) bool
	try = func(k, charge int, cation, anion float64) bool {
		if k == len(elements) {
			return charge == 0
		}
		x := Electronegativity(elements[k])
		for _, q := range states[elements[k]] {
			c, a := cation, anion
			if q > 0 {
				c = max(c, x)
			} else {
				a = min(a, x)
			}
			if x > 0 && c < a && try(k+1, charge+q*count[elements[k]], c, a) {
				return true
			}
		}
		return false
	}
	const beyond = 10 // any electronegativity
	return try(0, 0, 0, beyond)
}

// ValidComposition tells whether a composition is one element, or metals only,
// or Neutral.
func ValidComposition(count map[string]int) bool {
	metals := true
	for e := range count {
		metals = metals && !slices.Contains(nonmetals, e)
	}
	return len(count) == 1 || metals || Neutral(count)
}

// ValidStructure tells whether no two atoms are nearer than 0.5 Å and the cell
// has at least 0.1 Å³ (Xie et al., arXiv:2110.06197).
func ValidStructure(c *cell.Cell) bool {
	return c.Volume() >= 0.1 && MinDistance(c) >= 0.5
}
