package kernel

// Sum is the sum of x in an order that depends on the length alone, with the same bits on every path:
// 32 partial sums over the positions equal modulo 32, then a tree of pairwise additions.
func Sum(x []float64) float64 { return active.sum(x) }

// Dot is Σ x·y in the same order as Sum, each product added by a fused multiply-add.
func Dot(x, y []float64) float64 { return active.dot(x, like(x, y)) }

// MaxOf is the largest element of x, NaN if one is NaN, -Inf if there is none. The sign of a
// zero result is not specified.
func MaxOf(x []float64) float64 { return active.maxOf(x) }
