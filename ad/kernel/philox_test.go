package kernel

import (
	"math"
	"testing"
)

// The known answers that come with Random123 (kat_vectors, philox4x64 with 10 rounds).
func TestPhiloxKnownAnswers(t *testing.T) {
	const all = math.MaxUint64
	for _, c := range []struct {
		ctr  [4]uint64
		key  [2]uint64
		want [4]uint64
	}{
		{[4]uint64{}, [2]uint64{},
			[4]uint64{0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b}},
		{[4]uint64{all, all, all, all}, [2]uint64{all, all},
			[4]uint64{0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0}},
		{[4]uint64{0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89},
			[2]uint64{0x452821e638d01377, 0xbe5466cf34e90c6c},
			[4]uint64{0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6}},
	} {
		if got := Philox(c.key, c.ctr); got != c.want {
			t.Errorf("Philox(%x, %x) = %x, want %x", c.key, c.ctr, got, c.want)
		}
	}
}

// Every sample's number is its word of its block, wherever the call begins and ends, also where the counter is about
// to overflow.
func TestUniformIsPhilox(t *testing.T) {
	everyPath(t, func(t *testing.T) {
		key := [2]uint64{0xfedcba9876543210, 9}
		for _, first := range []uint64{0, 5, 1 << 40, 4*(1<<32) - 30, math.MaxUint64 - 300} {
			for n := range 150 {
				got := make([]float64, n+1)
				Uniform(got[:n], key, 1<<63, 2, math.MaxUint64, first)
				for i := range n {
					s := first + uint64(i)
					want := unit(Philox(key, [4]uint64{s / 4, 1 << 63, 2, math.MaxUint64})[s%4])
					if got[i] != want {
						t.Fatalf("first %d, length %d: sample %d is %v, want %v", first, n, i, got[i], want)
					}
				}
				if got[n] != 0 {
					t.Fatalf("length %d: wrote beyond the end", n)
				}
			}
		}
	})
}

func TestUnitIsOpen(t *testing.T) {
	if lo, hi := unit(0), unit(math.MaxUint64); lo != 0x1p-53 || hi != 1-0x1p-53 {
		t.Errorf("unit covers [%v, %v]", lo, hi)
	}
}
