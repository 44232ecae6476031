package sets

import (
	"math"
	"slices"
)

// maxOrder is the largest order of neighbours that Bonds knows.
const maxOrder = 20

// step leads from site `from` of a cell to site `to` of the cell d further.
type step struct {
	from, to int
	d        []int
}

// shell lists the steps between order-th neighbours by distance on the infinite lattice, one of
// each pair of opposite steps.
func (c *unitCell) shell(order int) []step {
	type far struct {
		step
		length float64
	}
	var all []far
	// Lattice vectors meet at 60° or more: m cells along one of them are at least m·√3/2 away.
	for _, d := range box(len(c.vectors), 2*order+2) {
		for from := range c.basis {
			for to := range c.basis {
				if s := (step{from, to, d}); s.forward() {
					all = append(all, far{s, distance(c.place(make([]int, len(d)), from), c.place(d, to))})
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b far) int { return compare(a.length, b.length) })
	var steps []step
	last, rank := 0.0, 0
	for _, f := range all {
		if compare(f.length, last) > 0 {
			last, rank = f.length, rank+1
		}
		if rank == order {
			steps = append(steps, f.step)
		}
	}
	slices.SortFunc(steps, compareSteps)
	return steps
}

// compare orders lengths that are equal up to rounding as equal. Different distances on our
// lattices differ by far more.
func compare(a, b float64) int {
	switch {
	case a < b-1e-9:
		return -1
	case a > b+1e-9:
		return 1
	}
	return 0
}

func distance(p, q []float64) float64 {
	sum := 0.0
	for k := range p {
		sum += (p[k] - q[k]) * (p[k] - q[k])
	}
	return math.Sqrt(sum)
}

// box lists the integer vectors with entries from -reach to reach.
func box(dim, reach int) [][]int {
	list := [][]int{nil}
	for range dim {
		var longer [][]int
		for _, v := range list {
			for x := -reach; x <= reach; x++ {
				longer = append(longer, append(slices.Clone(v), x))
			}
		}
		list = longer
	}
	return list
}

// forward picks one of each pair of opposite steps: the last coordinate that changes grows, or
// within a cell the number of the site.
func (s step) forward() bool {
	for k := len(s.d) - 1; k >= 0; k-- {
		if s.d[k] != 0 {
			return s.d[k] > 0
		}
	}
	return s.from < s.to
}

// compareSteps orders steps by their start, then by rows.
func compareSteps(a, b step) int {
	if a.from != b.from {
		return a.from - b.from
	}
	for k := len(a.d) - 1; k >= 0; k-- {
		if a.d[k] != b.d[k] {
			return a.d[k] - b.d[k]
		}
	}
	return a.to - b.to
}

// Bonds lists the pairs of sites that are neighbours of the given order (1 for nearest, 2 for
// second nearest by distance, up to 20), one for each site and direction: on a periodic direction
// of length 2 there are double bonds. Graphs measure distance in edges. It fails if order is out of
// range, if a bond around a short ring would come back to its own site, and above 2^27 bonds.
func (s *Set) Bonds(order int) ([][2]int, error) {
	switch {
	case s.lat == nil:
		return nil, problem("bonds join neighbours, and only lattices have a geometry", "square(L, L, periodic), chain(N, open), graph(edges)", "%s has no bonds: it is not a lattice", s)
	case order < 1 || order > maxOrder:
		return nil, problem("first neighbours are of order 1, second of order 2", "bonds(Λ, order = 2)", "bonds of order %d: the order of neighbours is from 1 to %d", order, maxOrder)
	case s.lat.cell == nil:
		return s.graphBonds(order)
	}
	steps := s.lat.first
	if order > 1 {
		steps = s.lat.cell.shell(order)
	}
	if n := s.size / len(s.lat.cell.basis) * len(steps); n > maxListed {
		return nil, problem("bonds are listed one by one before a run", "a smaller lattice", "%s has %d bonds, more than the %d that can be listed", s, n, maxListed)
	}
	var bonds [][2]int
	for i := range s.size {
		at, b := s.lat.split(i)
		for _, st := range steps {
			if st.from != b {
				continue
			}
			j, ok := s.lat.follow(at, st)
			if !ok {
				continue
			}
			if i == j {
				return nil, problem("a bond joins two different sites", "make the lattice longer, or open in this direction",
					"bonds of order %d of %s would join site %s to itself around the ring", order, s, s.Element(i))
			}
			bonds = append(bonds, [2]int{i, j})
		}
	}
	return bonds, nil
}

// follow is the site at the end of a step from the cell at; false beyond an open edge.
func (l *lattice) follow(at []int, st step) (int, bool) {
	to := slices.Clone(at)
	if !l.shift(to, st.d) {
		return 0, false
	}
	return l.join(to, st.to), true
}

// Neighbors lists the nearest neighbours of the site at pos in ascending order, once for each
// bond: twice across a periodic direction of length 2. Sites of a subset have their neighbours
// in the subset.
func (s *Set) Neighbors(pos int) []int {
	lat, site := s.site(pos)
	var list []int
	for _, j := range lat.neighbors(site) {
		if p, ok := s.fromRoot(j); ok {
			list = append(list, p)
		}
	}
	slices.Sort(list)
	return list
}

func (l *lattice) neighbors(site int) []int {
	if l.cell == nil {
		return l.graphNeighbors(site)
	}
	var list []int
	at, b := l.split(site)
	for _, st := range l.first {
		if st.from == b {
			if j, ok := l.follow(at, st); ok {
				list = append(list, j)
			}
		}
		if st.to == b {
			if j, ok := l.follow(at, st.back()); ok {
				list = append(list, j)
			}
		}
	}
	return list
}

func (s step) back() step {
	d := make([]int, len(s.d))
	for k := range d {
		d[k] = -s.d[k]
	}
	return step{from: s.to, to: s.from, d: d}
}
