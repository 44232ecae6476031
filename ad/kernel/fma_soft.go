//go:build !(amd64 || arm64 || ppc64le || ppc64 || s390x || riscv64 || loong64)

package kernel

// fma is x·y + z. Without an instruction for it, one rounding would cost fifty times as much as two.
func fma(x, y, z float64) float64 { return float64(x*y) + z }
