package kernel

import (
	"math"
	"math/bits"
)

// Philox is the counter-based generator Philox4x64 with 10 rounds of Salmon, Moraes, Dror and Shaw
// ("Parallel random numbers: as easy as 1, 2, 3", SC11): a bijection of the counter for each key, whose
// outputs pass all known statistical tests. The same key and counter always give the same four words.
func Philox(key [2]uint64, ctr [4]uint64) [4]uint64 {
	const (
		m0, m1 = 0xD2E7470EE14C6C93, 0xCA5A826395121157
		w0, w1 = 0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B
	)
	k0, k1 := key[0], key[1]
	c0, c1, c2, c3 := ctr[0], ctr[1], ctr[2], ctr[3]
	for range 10 {
		h0, l0 := bits.Mul64(m0, c0)
		h1, l1 := bits.Mul64(m1, c2)
		c0, c1, c2, c3 = h1^c1^k0, l1, h0^c3^k1, l0
		k0 += w0
		k1 += w1
	}
	return [4]uint64{c0, c1, c2, c3}
}

// Uniform sets dst[t] to the uniform number of sample first+t in the stream (key, c1, c2, c3), on the open
// interval (0, 1). Sample s uses word s%4 of Philox(key, {s/4, c1, c2, c3}), so that its number does not depend
// on how the samples are cut into calls. The numbers are (k+½)·2⁻⁵² with k the upper 52 bits of the word:
// with one bit more the largest would round to 1.
func Uniform(dst []float64, key [2]uint64, c1, c2, c3 uint64, first uint64) {
	ctr := [4]uint64{first / 4, c1, c2, c3}
	if skip := int(first % 4); skip > 0 {
		n := min(len(dst), 4-skip)
		uniformBlock(dst[:n], skip, key, ctr)
		dst = dst[n:]
		ctr[0]++
	}
	for len(dst) > maxLength {
		active.uniform(dst[:maxLength], key, ctr)
		dst = dst[maxLength:]
		ctr[0] += maxLength / 4
	}
	active.uniform(dst, key, ctr)
}

// UniformStreams sets dst[i] to the number of one sample in the stream (key, c1[i], c2, c3), as Uniform does.
func UniformStreams(dst []float64, key [2]uint64, c1 []int, c2, c3 uint64, sample uint64) {
	for i, c := range c1[:len(dst)] {
		dst[i] = unit(Philox(key, [4]uint64{sample / 4, uint64(c), c2, c3})[sample%4])
	}
}

// uniformGeneric fills dst from the blocks that begin with the one of the given counter.
func uniformGeneric(dst []float64, key [2]uint64, ctr [4]uint64) {
	for len(dst) > 0 {
		n := min(len(dst), 4)
		uniformBlock(dst[:n], 0, key, ctr)
		dst = dst[n:]
		ctr[0]++
	}
}

// uniformBlock fills dst, at most 4 long, with the numbers of one block from the given word on.
func uniformBlock(dst []float64, word int, key [2]uint64, ctr [4]uint64) {
	w := Philox(key, ctr)
	for i := range dst {
		dst[i] = unit(w[word+i])
	}
}

// unit maps a word to (k+½)·2⁻⁵², k its upper 52 bits: a number in [1, 2) with these bits as mantissa,
// less 1-2⁻⁵³. The difference is exact.
func unit(w uint64) float64 {
	return math.Float64frombits(w>>12|0x3FF<<52) - (1 - 0x1p-53)
}

// Normal sets dst[t] to the standard normal number of sample first+t: the quantile function of the normal
// distribution at the number that Uniform gives for this sample. The last bits of normal numbers differ from path to path, and
// may change with the quantile function; those of Uniform never do.
func Normal(dst []float64, key [2]uint64, c1, c2, c3 uint64, first uint64) {
	for len(dst) > maxLength {
		normal(dst[:maxLength], key, c1, c2, c3, first)
		dst = dst[maxLength:]
		first += maxLength
	}
	normal(dst, key, c1, c2, c3, first)
}

// normal leaves numbers beyond 6.6 to the kernel that takes longer; there is one in 2·10¹⁰.
func normal(dst []float64, key [2]uint64, c1, c2, c3 uint64, first uint64) {
	Uniform(dst, key, c1, c2, c3, first)
	if !active.quantileNear(dst, dst) {
		Uniform(dst, key, c1, c2, c3, first)
		active.quantile(dst, dst)
	}
}
