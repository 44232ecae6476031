//go:build !amd64 || purego

package peak

func run(_, n int) { scalar(n) }
