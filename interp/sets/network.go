package sets

import (
	"fmt"
	"math/big"
	"slices"
)

// Graph is a new lattice of n vertices that are neighbours where an edge joins their positions.
// It fails if an edge leaves 0..n-1, joins a vertex to itself or comes twice in either direction.
// Messages count vertices and edges from 1.
func Graph(n int, edges [][2]int) (*Set, error) {
	if n < 0 || n > maxListed {
		return nil, problem("the vertices of a graph are numbered from 1", "graph([[1, 2], [2, 3]])", "a graph cannot have %d vertices: it has from 0 to %d", n, maxListed)
	}
	lat := &lattice{kind: "graph", dims: []int{n}, edges: slices.Clone(edges), adjacent: make([][]int, n)}
	seen := make(map[[2]int]int, len(edges))
	for k, e := range edges {
		i, j := e[0], e[1]
		if i < 0 || i >= n || j < 0 || j >= n {
			return nil, problem("an edge joins two vertices of the graph", fmt.Sprintf("vertices from 1 to %d", n), "edge %d joins %d and %d, but the vertices are 1..%d", k+1, i+1, j+1, n)
		}
		if i == j {
			return nil, problem("a bond joins two different sites", "leave it out; what acts on one site is a sum over sites", "edge %d joins vertex %d to itself", k+1, i+1)
		}
		key := [2]int{min(i, j), max(i, j)}
		if before, twice := seen[key]; twice {
			return nil, problem("a bond has no direction", "give each bond once, in either direction", "edges %d and %d both join %d and %d", before+1, k+1, i+1, j+1)
		}
		seen[key] = k
		lat.adjacent[i] = append(lat.adjacent[i], j)
		lat.adjacent[j] = append(lat.adjacent[j], i)
	}
	for _, list := range lat.adjacent {
		slices.Sort(list)
	}
	return &Set{kind: siteKind, size: n, lat: lat}, nil
}

// Complete is a new lattice of n sites that are all neighbours of each other.
func Complete(n int) (*Set, error) {
	if n < 0 {
		return nil, problem("the number of sites is a count", "complete(8)", "complete(%d) would have less than no sites", n)
	}
	lat := &lattice{kind: "complete", dims: []int{n}}
	if n > MaxSize {
		return nil, tooLarge(lat.String(), big.NewInt(int64(n)))
	}
	return &Set{kind: siteKind, size: n, lat: lat}, nil
}

func (l *lattice) graphNeighbors(i int) []int {
	if l.kind == "graph" {
		return slices.Clone(l.adjacent[i])
	}
	var list []int
	for j := range l.dims[0] {
		if j != i {
			list = append(list, j)
		}
	}
	return list
}

// graphBonds lists the edges as given for order 1, and for higher orders the pairs i < j that are
// that many edges apart.
func (s *Set) graphBonds(order int) ([][2]int, error) {
	switch {
	case s.lat.kind == "complete":
		return s.completeBonds(order)
	case order == 1:
		return slices.Clone(s.lat.edges), nil
	}
	var bonds [][2]int
	depth := make([]int, s.size)
	for i := range s.size {
		for _, j := range s.lat.apart(i, order, depth) {
			if i < j {
				bonds = append(bonds, [2]int{i, j})
			}
		}
		if len(bonds) > maxListed {
			return nil, problem("bonds are listed one by one before a run", "a smaller graph, or sums over pairs: sum(… for i in G, j in G if i != j)", "%s has more than %d bonds of order %d, too many to list", s, maxListed, order)
		}
	}
	return bonds, nil
}

// apart lists the vertices exactly order edges away from i, ascending. depth is work space of zeros
// and is left so.
func (l *lattice) apart(i, order int, depth []int) []int {
	reached := []int{i}
	front := reached
	depth[i] = 1
	for d := 2; d <= order+1; d++ {
		var next []int
		for _, v := range front {
			for _, w := range l.adjacent[v] {
				if depth[w] == 0 {
					depth[w] = d
					next = append(next, w)
				}
			}
		}
		reached = append(reached, next...)
		front = next
	}
	for _, v := range reached {
		depth[v] = 0
	}
	slices.Sort(front)
	return front
}

func (s *Set) completeBonds(order int) ([][2]int, error) {
	if order > 1 {
		return nil, nil
	}
	if pairs := new(big.Int).Binomial(int64(s.size), 2); pairs.Cmp(big.NewInt(maxListed)) > 0 {
		return nil, problem("bonds are listed one by one before a run", "sums over pairs: sum(… for i in G, j in G if i != j)", "%s has %s bonds, more than the %d that can be listed", s, pairs, maxListed)
	}
	var bonds [][2]int
	for i := range s.size {
		for j := i + 1; j < s.size; j++ {
			bonds = append(bonds, [2]int{i, j})
		}
	}
	return bonds, nil
}
