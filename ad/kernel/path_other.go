//go:build !amd64 || purego

package kernel

// machinePaths is empty where there is no assembly.
func machinePaths() []*table { return nil }
