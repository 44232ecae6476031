package crystal

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/gibbs-lang/gibbs/stdlib/crystal/cell"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/spacegroup"
)

// Text writes the crystal as a line, "225-a-La-o-o-o-…-X-5.1-5.1-5.1-90-90-90":
// group, then letter, element and three coordinates of each site, then X and
// the lattice. A coordinate of zero is o; those that are p/24 are fractions;
// numbers have at most ten digits behind the point.
func (s *Structure) Text() string {
	words := []string{strconv.Itoa(s.Group.Number)}
	for _, site := range s.Sites {
		words = append(words, site.Position.Letter, site.Element)
		for i, x := range site.X {
			site.X[i] = rounded(x)
		}
		for _, x := range site.Position.Representative.Apply(site.X) { // 2x is twice the x that is written
			words = append(words, coordinate(x))
		}
	}
	words = append(words, "X")
	for _, v := range append(s.Lengths[:], s.Angles[:]...) {
		words = append(words, number(v))
	}
	return strings.Join(words, "-")
}

// number is written to ten digits behind the point, without an exponent.
func number(x float64) string {
	return strconv.FormatFloat(rounded(x), 'f', -1, 64)
}

func rounded(x float64) float64 { return math.Round(x*1e10) / 1e10 }

// coordinate is written as o, as a fraction or as a number.
func coordinate(x float64) string {
	x = cell.Wrap(x)
	n := math.Round(x * 24)
	switch {
	case math.Abs(x*24-n) > 1e-8:
		return number(x)
	case int(n)%24 == 0:
		return "o"
	}
	p, q := int(n), 24
	for _, d := range []int{2, 2, 2, 3} {
		if p%d == 0 && q%d == 0 {
			p, q = p/d, q/d
		}
	}
	return fmt.Sprintf("%d/%d", p, q)
}

// A reader takes one token after another off a line.
type reader struct {
	tokens []string
	at     int
}

// split cuts a line at its dashes, but not at those that are signs: before a
// number where a token begins, and after the e of its exponent.
func split(line string) (tokens []string) {
	begin := 0
	for i := 0; i <= len(line); i++ {
		if i < len(line) && (line[i] != '-' || i == begin || exponent(line[begin:i])) {
			continue
		}
		tokens = append(tokens, strings.TrimSpace(line[begin:i]))
		begin = i + 1
	}
	return tokens
}

// exponent tells whether a number ends with the e of its exponent.
func exponent(s string) bool {
	body, ok := strings.CutSuffix(strings.ToLower(s), "e")
	_, err := strconv.ParseFloat(body, 64)
	return ok && err == nil
}

// next is the following token; missing ends of lines are told of.
func (r *reader) next(what string) (string, error) {
	if r.at == len(r.tokens) {
		return "", fmt.Errorf("the line ends after token %d, where %s is due", r.at, what)
	}
	r.at++
	return r.tokens[r.at-1], nil
}

// wrong tells of the token read last.
func (r *reader) wrong(format string, args ...any) error {
	return fmt.Errorf("token %d, %q: %w", r.at, r.tokens[r.at-1], fmt.Errorf(format, args...))
}

// number reads a number or a fraction.
func (r *reader) number(what string) (float64, error) {
	t, err := r.next(what)
	if err != nil {
		return 0, err
	}
	if t == "o" {
		return 0, nil
	}
	above, below, divided := strings.Cut(t, "/")
	x, err := strconv.ParseFloat(above, 64)
	q := 1.0
	if divided && err == nil {
		q, err = strconv.ParseFloat(below, 64)
	}
	if x /= q; err != nil || math.IsNaN(x) || math.Abs(x) > 1e6 {
		return 0, r.wrong("%s is a number such as 0.25, 1/4, or o for zero", what)
	}
	return x, nil
}

// Parse reads a crystal as Text writes it. Numbers may be decimal or
// fractions, with sign and exponent, and coordinates on a position may be off
// it by 0.001. Errors name the token by its number and text.
func Parse(line string) (*Structure, error) {
	r := &reader{tokens: split(strings.TrimSpace(line))}
	t, err := r.next("a space group")
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(t)
	if err != nil {
		return nil, r.wrong("a crystal begins with the number of its space group, 1 to 230")
	}
	s := &Structure{}
	if s.Group, err = spacegroup.Get(n); err != nil {
		return nil, r.wrong("%w", err)
	}
	for {
		letter, err := r.next("a Wyckoff letter or X")
		if err != nil {
			return nil, err
		}
		if letter == "X" {
			break
		}
		site, err := r.site(s.Group, letter)
		if err != nil {
			return nil, err
		}
		s.Sites = append(s.Sites, site)
	}
	var v [6]float64
	for i, what := range []string{"a", "b", "c", "alpha", "beta", "gamma"} {
		if v[i], err = r.number(what); err != nil {
			return nil, err
		}
	}
	s.Lengths, s.Angles = [3]float64(v[:3]), [3]float64(v[3:])
	if r.at < len(r.tokens) {
		r.at++
		return nil, r.wrong("nothing follows the six numbers of the lattice")
	}
	return s.settled()
}

// site reads what follows a letter.
func (r *reader) site(g *spacegroup.Group, letter string) (site Site, err error) {
	if site.Position, err = g.Position(letter); err != nil {
		return site, r.wrong("%w", err)
	}
	if site.Element, err = r.next("an element"); err != nil {
		return site, err
	}
	if cell.Number(site.Element) == 0 {
		return site, r.wrong("it is no element")
	}
	for i := range 3 {
		if site.X[i], err = r.number("a coordinate"); err != nil {
			return site, err
		}
	}
	rep := site.Position.Representative
	for i, y := range rep.Apply(site.X) {
		if d := y - site.X[i]; math.Abs(d-math.Round(d)) > nearCoordinate {
			r.at -= 2 - i
			return site, r.wrong("position %s of space group %d is %v, where %c is %s", letter, g.Number, rep, "xyz"[i], coordinate(cell.Wrap(y)))
		}
	}
	return site, nil
}
