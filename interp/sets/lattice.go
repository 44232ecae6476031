package sets

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
)

// lattice is the geometry behind a set of sites: a periodic arrangement of unit cells, or a
// network of vertices (cell nil) that has no geometry.
type lattice struct {
	kind     string
	dims     []int
	periodic []bool
	cell     *unitCell
	first    []step   // to the nearest neighbours, one of each pair of opposite steps
	edges    [][2]int // of graph
	adjacent [][]int  // of graph, ascending
}

// unitCell has the lattice vectors and the places of the sites in the cell, such that the
// distance of nearest neighbours is 1.
type unitCell struct {
	vectors [][]float64
	basis   [][]float64
}

var height = math.Sqrt(3) / 2 // of the triangle with sides of length 1

var cells = map[string]*unitCell{
	"chain":      {vectors: [][]float64{{1}}, basis: [][]float64{{0}}},
	"square":     {vectors: [][]float64{{1, 0}, {0, 1}}, basis: [][]float64{{0, 0}}},
	"triangular": {vectors: [][]float64{{1, 0}, {0.5, height}}, basis: [][]float64{{0, 0}}},
	"honeycomb":  {vectors: [][]float64{{2 * height, 0}, {height, 1.5}}, basis: [][]float64{{0, 0}, {height, 0.5}}},
	"kagome":     {vectors: [][]float64{{2, 0}, {1, 2 * height}}, basis: [][]float64{{0, 0}, {1, 0}, {0.5, height}}},
	"cubic":      {vectors: [][]float64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, basis: [][]float64{{0, 0, 0}}},
}

// NewLattice is a new lattice of kind chain, square, triangular, honeycomb, kagome or cubic with
// dims[k] unit cells along lattice vector k, closed to a ring where periodic[k]. Sites are ordered
// by rows: the sites of a cell first (two for honeycomb, three for kagome), then x, then y, then
// z. It fails for other kinds, wrong numbers of dims, lengths below 1, periodic lengths of 1 and
// above MaxSize sites.
func NewLattice(kind string, dims []int, periodic []bool) (*Set, error) {
	cell := cells[kind]
	if cell == nil {
		return nil, problem("a lattice is known by its kind", "square(8, 8, periodic)", "there is no lattice %q; there are chain, square, triangular, honeycomb, kagome and cubic", kind)
	}
	if d := len(cell.vectors); len(dims) != d {
		return nil, problem("a length is the number of cells along one direction", kind+"(…, periodic), with a length for each direction", "%s needs %s, not %d", kind, count(d, "length"), len(dims))
	}
	if len(periodic) != len(dims) {
		return nil, problem("each direction is closed to a ring or ends in an edge", "periodic, open, or one for each direction: (periodic, open)", "%s needs a boundary for each of its %s: periodic or open", kind, count(len(dims), "direction"))
	}
	lat := &lattice{kind: kind, dims: slices.Clone(dims), periodic: slices.Clone(periodic), cell: cell}
	n := big.NewInt(int64(len(cell.basis)))
	for k, length := range dims {
		if length < 1 {
			return nil, problem("a length is the number of cells along one direction", "a length of 1 or more", "length %d of %s is %d: it must be at least 1", k+1, lat, length)
		}
		if length == 1 && periodic[k] {
			return nil, problem("closed to a ring of one, each site would be its own neighbour", "make this direction open, or at least 2 long: a ring of 2 has double bonds",
				"length %d of %s is 1 and periodic", k+1, lat)
		}
		n.Mul(n, big.NewInt(int64(length)))
	}
	if n.Cmp(big.NewInt(MaxSize)) > 0 {
		return nil, tooLarge(lat.String(), n)
	}
	lat.first = cell.shell(1)
	return &Set{kind: siteKind, size: int(n.Int64()), lat: lat}, nil
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// String is the lattice as it is made in a program: square(16, 16, periodic).
func (l *lattice) String() string {
	var words []string
	for _, n := range l.dims {
		words = append(words, fmt.Sprint(n))
	}
	switch {
	case l.kind == "graph":
		words = append(words, count(len(l.edges), "edge"))
	case len(l.periodic) > 0 && !slices.Contains(l.periodic, !l.periodic[0]):
		words = append(words, boundary(l.periodic[0]))
	case len(l.periodic) > 0:
		var each []string
		for _, p := range l.periodic {
			each = append(each, boundary(p))
		}
		words = append(words, "("+strings.Join(each, ", ")+")")
	}
	return l.kind + "(" + strings.Join(words, ", ") + ")"
}

func boundary(periodic bool) string {
	if periodic {
		return "periodic"
	}
	return "open"
}

// site finds the geometry of s, which must be a lattice or a subset of one, and the position of
// its element pos in it.
func (s *Set) site(pos int) (*lattice, int) {
	root := s.Root()
	if root.lat == nil {
		panic("sets: geometry of a set that is no lattice")
	}
	return root.lat, s.toRoot(pos)
}

// IsLattice tells whether s is a lattice: chain to cubic, graph or complete. A subset of a lattice
// is none, but its elements keep their Position, Coord and Translate.
func (s *Set) IsLattice() bool { return s.lat != nil }

// Kind is the word that makes a lattice: "square", "graph", …; "" for other sets.
func (s *Set) Kind() string {
	if s.lat == nil {
		return ""
	}
	return s.lat.kind
}

// Dims are the numbers of unit cells along the lattice vectors, or the number of vertices of a
// graph; nil for sets that are no lattices.
func (s *Set) Dims() []int {
	if s.lat == nil {
		return nil
	}
	return slices.Clone(s.lat.dims)
}

// Periodic tells for each of Dims whether it closes to a ring; nil for graphs and sets that are no
// lattices.
func (s *Set) Periodic() []bool {
	if s.lat == nil {
		return nil
	}
	return slices.Clone(s.lat.periodic)
}

// split takes a site apart into the coordinates of its cell, from 0, and its place in the cell.
func (l *lattice) split(site int) (at []int, b int) {
	n := len(l.cell.basis)
	b, site = site%n, site/n
	at = make([]int, len(l.dims))
	for k, length := range l.dims {
		at[k] = site % length
		site /= length
	}
	return at, b
}

// join is the inverse of split.
func (l *lattice) join(at []int, b int) int {
	site := 0
	for k := len(at) - 1; k >= 0; k-- {
		site = site*l.dims[k] + at[k]
	}
	return site*len(l.cell.basis) + b
}

// shift moves a cell in place by d cells, around the rings, and tells whether it stayed inside.
func (l *lattice) shift(at, d []int) bool {
	for k, length := range l.dims {
		if l.periodic[k] {
			at[k] = (at[k] + d[k]%length + length) % length
			continue
		}
		if at[k] += d[k]; at[k] < 0 || at[k] >= length {
			return false
		}
	}
	return true
}

// CoordNames names the entries of Coord: x, y, z as far as there are dimensions, then "cell" where
// a unit cell has several sites; "n" for graphs; nil for sets without geometry.
func (s *Set) CoordNames() []string {
	lat := s.Root().lat
	switch {
	case lat == nil:
		return nil
	case lat.cell == nil:
		return []string{"n"}
	}
	names := []string{"x", "y", "z"}[:len(lat.dims):len(lat.dims)]
	if len(lat.cell.basis) > 1 {
		names = append(names, "cell")
	}
	return names
}

// Coord is the integer coordinates of a site, counted from 1: its cell (x, y, z), and for
// honeycomb and kagome its number in the cell; for graphs the number of the vertex.
func (s *Set) Coord(pos int) []int {
	lat, site := s.site(pos)
	if lat.cell == nil {
		return []int{site + 1}
	}
	at, b := lat.split(site)
	for k := range at {
		at[k]++
	}
	if len(lat.cell.basis) > 1 {
		at = append(at, b+1)
	}
	return at
}

// Position is the place of a site in space, in units of the distance of nearest neighbours. The
// first site of cell (x, y) is at x times the first plus y times the second lattice vector, so
// the site (x, y) of a square lattice is at (x, y). It is nil for graphs.
func (s *Set) Position(pos int) []float64 {
	lat, site := s.site(pos)
	if lat.cell == nil {
		return nil
	}
	at, b := lat.split(site)
	for k := range at {
		at[k]++
	}
	return lat.cell.place(at, b)
}

// place is the point of site b of the cell with these coordinates.
func (c *unitCell) place(at []int, b int) []float64 {
	point := slices.Clone(c.basis[b])
	for k, v := range c.vectors {
		for j := range point {
			point[j] += float64(at[k]) * v[j]
		}
	}
	return point
}

// Translate is the position of the site d unit cells further, around periodic directions; false
// where an open edge is in the way, the site is not in s, or s has no translations (graphs, or d
// of another dimension).
func (s *Set) Translate(pos int, d []int) (int, bool) {
	lat, site := s.site(pos)
	if lat.cell == nil || len(d) != len(lat.dims) {
		return 0, false
	}
	at, b := lat.split(site)
	if !lat.shift(at, d) {
		return 0, false
	}
	return s.fromRoot(lat.join(at, b))
}
