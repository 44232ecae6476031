//go:build amd64 || arm64 || ppc64le || ppc64 || s390x || riscv64 || loong64

package kernel

import "math"

// fma is x·y + z. These machines have an instruction that rounds once.
func fma(x, y, z float64) float64 { return math.FMA(x, y, z) }
