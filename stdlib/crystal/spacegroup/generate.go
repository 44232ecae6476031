//go:build ignore

// Generate writes the Wyckoff positions of the 230 groups, a line each: the
// site symmetry and the representative of each position, from letter a up.
//
//	go run generate.go wyckoff.jsonl >wyckoff.txt
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strings"
)

func main() {
	f, err := os.Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var g struct {
			Positions []struct {
				Sym string
				Ops []string
			}
		}
		if err := json.Unmarshal(lines.Bytes(), &g); err != nil {
			log.Fatal(err)
		}
		var line []string
		for _, p := range g.Positions {
			line = append(line, p.Sym+" "+strings.ReplaceAll(p.Ops[0], " ", ""))
		}
		fmt.Println(strings.Join(line, "|"))
	}
	if err := lines.Err(); err != nil {
		log.Fatal(err)
	}
}
