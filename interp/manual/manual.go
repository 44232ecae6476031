package manual

import (
	"embed"
	"strings"
)

//go:embed language.txt library.txt
var files embed.FS

// examples are the programs by the names that they show.
var examples = read()

// heading begins an example, before its names.
const heading = "### "

func read() map[string]string {
	out := map[string]string{}
	for _, file := range []string{"language.txt", "library.txt"} {
		text, err := files.ReadFile(file)
		if err != nil {
			panic("manual: " + err.Error())
		}
		for _, part := range strings.Split(string(text), "\n"+heading)[1:] {
			names, program, _ := strings.Cut(part, "\n")
			for _, name := range strings.Fields(names) {
				out[name] = strings.TrimSpace(program) + "\n"
			}
		}
	}
	return out
}

// Example is a program that shows a name, such as softmax or van.made, with what it prints as #> lines.
func Example(name string) (program string, ok bool) {
	program, ok = examples[name]
	return program, ok
}

// All are the examples by name; several names may share one.
func All() map[string]string { return examples }
