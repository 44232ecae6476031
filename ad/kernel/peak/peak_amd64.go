//go:build !purego

package peak

//go:generate go run -C ../_gen . -file peak -out ../peak/fma_amd64.s -stubs ../peak/fma_amd64.go -pkg peak

func run(lanes, n int) {
	switch lanes {
	case 8:
		fmaAVX512(n)
	case 4:
		fmaAVX2(n)
	default:
		scalar(n)
	}
}
