// Command gen writes the assembly of package kernel with avo. One run writes one file:
//
//	go run . -file mul -out ../mul_amd64.s -stubs ../mul_amd64.go -pkg kernel
//
// Begin reading at isa.go, which gives vectors of both instruction sets one notation.
package main

import (
	"flag"
	"log"

	. "github.com/mmcloughlin/avo/build"
)

func main() {
	file := flag.String("file", "", "which file to write: mul, matrices, elementwise, functions, philox, pow, reduce or peak")
	flag.Parse()
	emit, ok := map[string]func(isa){
		"mul":         products,
		"matrices":    matrices,
		"elementwise": elementwise,
		"functions":   functions,
		"philox":      philox,
		"reduce":      reductions,
		"pow":         power,
		"peak":        peakLoop,
	}[*file]
	if !ok {
		log.Fatalf("no file %q", *file)
	}
	ConstraintExpr("!purego")
	for _, s := range []isa{avx512, avx2} {
		emit(s)
	}
	Generate()
}
