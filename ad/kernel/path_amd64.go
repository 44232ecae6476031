//go:build !purego

package kernel

import "golang.org/x/sys/cpu"

//go:generate go run -C _gen . -file mul -out ../mul_amd64.s -stubs ../mul_amd64.go -pkg kernel
//go:generate go run -C _gen . -file elementwise -out ../elementwise_amd64.s -stubs ../elementwise_amd64.go -pkg kernel
//go:generate go run -C _gen . -file functions -out ../functions_amd64.s -stubs ../functions_amd64.go -pkg kernel
//go:generate go run -C _gen . -file reduce -out ../reduce_amd64.s -stubs ../reduce_amd64.go -pkg kernel

// machinePaths lists the assembly paths that this machine can run. A kernel without assembly keeps its plain loop.
func machinePaths() []*table {
	var p []*table
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		p = append(p, avx2())
	}
	if cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512VL && cpu.X86.HasAVX512BW && cpu.X86.HasBMI2 {
		p = append(p, avx512())
	}
	return p
}

func avx2() *table {
	t := generic
	t.name = "avx2"
	t.mulRows, t.dotRows, t.within = mulRowsAVX2, dotRowsAVX2, checkedWithin(withinAVX2)
	return &t
}

func avx512() *table {
	t := generic
	t.name = "avx512"
	t.mulRows, t.dotRows, t.within = mulRowsAVX512, dotRowsAVX512, checkedWithin(withinAVX512)
	return &t
}

// checkedWithin handles the case that the assembly excludes: no offset is at most a negative limit.
func checkedWithin(fast func(off []int, limit int) bool) func(off []int, limit int) bool {
	return func(off []int, limit int) bool {
		return len(off) == 0 || limit >= 0 && fast(off, limit)
	}
}
