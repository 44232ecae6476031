// Package peak measures what the processor can do at most: a loop of nothing but fused multiply-adds. Benchmarks
// run it between their own slices, so that they can state a fraction of the peak of the same moment.
package peak
