// Command bench compares the benchmarks of Gibbs with what is recorded of them in BENCHMARKS.tsv:
//
//	go run ./ad/bench                      # all of them; names what lost more than 15 %
//	go run ./ad/bench -bench Network ./ad/exec
//	go run ./ad/bench -update              # records
//	go run ./ad/bench -once                # each runs once and gives a ratio; nothing is compared
//
// Only ratios are compared, which each benchmark takes within one run against what the machine does at the same
// moment: shares, whose units begin with %, may not fall; multiples, per element, update or log-density, may not
// rise. Of several counts the best one stands. The exit code is 1 if something was lost.
//
// Begin with main.go, which runs the benchmarks; ratios.go reads what they print and compares.
package main
