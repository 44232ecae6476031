//go:build linux

package kernel

import (
	"slices"
	"syscall"
	"testing"
	"unsafe"
)

// guarded gives n zeros between two pages that must not be touched: at the end of the memory between them, or at its
// beginning.
func guarded(t *testing.T, n int, atEnd bool) []float64 {
	t.Helper()
	page := syscall.Getpagesize()
	inner := (8*n + page - 1) / page * page
	m, err := syscall.Mmap(-1, 0, inner+2*page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Munmap(m) })
	for _, at := range []int{0, page + inner} {
		if err := syscall.Mprotect(m[at:at+page], syscall.PROT_NONE); err != nil {
			t.Fatal(err)
		}
	}
	first := page
	if atEnd {
		first = page + inner - 8*n
	}
	return unsafe.Slice((*float64)(unsafe.Pointer(&m[first])), n)
}

// No kernel reads or writes outside its slices: the neighbouring page would stop it.
func TestGuardPages(t *testing.T) {
	const most = 67
	for _, atEnd := range []bool{false, true} {
		x := make([][]float64, 5)
		for i := range x {
			x[i] = guarded(t, most, atEnd)
		}
		// part is the n elements that touch the guard page.
		part := func(i, n int) []float64 {
			if atEnd {
				return x[i][most-n:]
			}
			return x[i][:n:n]
		}
		a, b, c := guarded(t, 8*5, atEnd), guarded(t, 5*most, atEnd), guarded(t, 8*most, atEnd)
		large := guarded(t, 16*35, atEnd)
		everyPath(t, func(t *testing.T) {
			CopyGroups(c[:Group:Group], []int{0}, a[:Group:Group], []int{0})
			for n := 1; n <= most; n++ {
				args := [][]float64{part(1, n), part(2, n), part(3, n)}
				for _, s := range scalarTests {
					s.call(part(0, n), args)
				}
				for i := range x {
					Fill(part(i, n), 0)
				}
				Sum(part(0, n))
				Dot(part(0, n), part(1, n))
				MaxOf(part(0, n))
				GatherTable(part(0, n), part(1, n), part(2, n), 1, n-1)
				GatherLanes(part(0, n), part(1, n), part(2, n), 1, 0)
				Adam(part(0, n), part(1, n), part(2, n), part(3, n), 1, 0.9, 0.9, 1)
				Uniform(part(0, n), [2]uint64{}, 0, 0, 0, 0)
				NormQuantile(part(1, n), part(0, n))
				Pow(part(1, n), part(0, n), part(1, n))
				boff, coff := spaced(5, n), spaced(8, n)
				bn, cn := b[:5*n:5*n], c[:8*n:8*n]
				if atEnd {
					bn, cn = b[5*(most-n):], c[8*(most-n):]
				}
				for rows := 1; rows <= 8; rows++ {
					MulRows(5, a, bn, boff, cn, coff[:rows], n)
					MulRowsFrom(a[len(a)-rows:], 5, a, bn, boff, cn, coff[:rows], n)
					DotRows(n, cn, coff[8-rows:], bn, boff, a[:5*rows], 5)
				}
				// The same rows many times, for the way of large products.
				DotRows(n, cn, slices.Repeat(coff, 2), bn, slices.Repeat(boff, 7), large, 35)
			}
		})
	}
}
