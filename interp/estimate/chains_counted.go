package estimate

import (
	"math"
	"slices"

	"github.com/gibbs-lang/gibbs/ad/kernel"
)

// maxValues is the largest number of different values that are counted rather than sorted.
const maxValues = 16

// counted tells how often each of a few values occurs in each chain: all that R-hat depends on.
type counted struct {
	values []float64
	times  [][]float64 // [chain][value]
}

// count counts the values of chains of one length; nil if there are many, or one is NaN.
func count(x [][]float64) *counted {
	c := &counted{}
	var rows [][]float64 // filled with each value
	equal := make([]float64, len(x[0]))
	times := func(row []float64) (out []float64, all bool) {
		rest := float64(len(row))
		for _, v := range rows {
			kernel.Eq(equal, row, v)
			out = append(out, kernel.Sum(equal))
			rest -= out[len(out)-1]
		}
		return out, rest == 0
	}
	for _, row := range x {
		out, all := times(row)
		for !all {
			i := slices.IndexFunc(row, func(v float64) bool { return !slices.Contains(c.values, v) })
			if len(c.values) == maxValues || math.IsNaN(row[i]) {
				return nil
			}
			c.values = append(c.values, row[i])
			rows = append(rows, slices.Repeat(row[i:i+1], len(row)))
			out, all = times(row)
		}
		c.times = append(c.times, out)
	}
	return c
}

// total is how often a value occurs in all chains. A chain that was counted before the value was met has none.
func (c *counted) total(k int) float64 {
	n := 0.0
	for _, t := range c.times {
		if k < len(t) {
			n += t[k]
		}
	}
	return n
}

// rHat is plainRHat of the ranks of the values under some order, equal ones sharing a rank.
func (c *counted) rHat(key func(v float64) float64) float64 {
	order := make([]int, len(c.values))
	keys := make([]float64, len(order))
	all := 0.0
	for k, v := range c.values {
		order[k], keys[k] = k, key(v)
		all += c.total(k)
	}
	slices.SortFunc(order, func(a, b int) int { return compare(keys[a], keys[b]) })
	score := make([]float64, len(order))
	below := 0.0
	for i := 0; i < len(order); {
		j, here := i, 0.0
		for ; j < len(order) && keys[order[j]] == keys[order[i]]; j++ {
			here += c.total(order[j])
		}
		for ; i < j; i++ {
			score[order[i]] = normalScore(below+(here+1)/2, all)
		}
		below += here
	}
	halves := make([]Moments, len(c.times))
	for h, times := range c.times {
		for k, n := range times {
			halves[h].Merge(Moments{n: int(n), mean: score[k]})
		}
	}
	return momentsRHat(halves)
}

// median is that of all values.
func (c *counted) median() float64 {
	order := make([]int, len(c.values))
	all := 0.0
	for k := range order {
		order[k] = k
		all += c.total(k)
	}
	slices.SortFunc(order, func(a, b int) int { return compare(c.values[a], c.values[b]) })
	at := func(rank float64) float64 {
		for _, k := range order {
			if rank -= c.total(k); rank < 0 {
				return c.values[k]
			}
		}
		return math.NaN()
	}
	return (at(math.Floor((all-1)/2)) + at(math.Floor(all/2))) / 2
}
