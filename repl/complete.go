package repl

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/chzyer/readline"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/lang"
)

// completer completes names, fields, commands and files, and turns \alpha into α.
type completer struct{ prompt *interp.Prompt }

// Do gives what may follow the line up to pos; length is the part of it that they complete.
func (c completer) Do(line []rune, pos int) (out [][]rune, length int) {
	before := string(line[:pos])
	word := lastWord(before)
	for _, s := range c.candidates(before, word) {
		if rest, ok := strings.CutPrefix(s, word); ok {
			out = append(out, []rune(rest))
		}
	}
	return out, len([]rune(word))
}

// candidates are the words that can stand at the end of a line.
func (c completer) candidates(before, word string) []string {
	var list []string
	head := strings.TrimSuffix(before, word)
	switch {
	case strings.HasPrefix(before, ":load ") || strings.HasPrefix(before, ":save ") || strings.Count(head, `"`)%2 == 1:
		return filesLike(word)
	case strings.HasPrefix(before, ":") && !strings.Contains(before, " "):
		for _, c := range commands {
			list = append(list, c.name)
		}
	case head == "import " || head == "from ":
		list = c.prompt.Modules()
	case strings.HasSuffix(head, "."):
		list = c.prompt.Members(lastWord(strings.TrimSuffix(head, ".")))
	case word != "":
		list = c.prompt.Names()
	}
	list = slices.DeleteFunc(list, func(s string) bool { return !strings.HasPrefix(s, word) || s == word })
	slices.Sort(list)
	return slices.Compact(list)
}

// lastWord is the name, command or file name at the end of a line.
func lastWord(line string) string {
	if i := strings.LastIndex(line, `"`); strings.Count(line, `"`)%2 == 1 {
		return line[i+1:]
	}
	if name, ok := strings.CutPrefix(line, ":load "); ok {
		return name
	}
	runes := []rune(line)
	i := len(runes)
	for i > 0 && (unicode.IsLetter(runes[i-1]) || unicode.IsDigit(runes[i-1]) || strings.ContainsRune("_:′₀₁₂₃₄₅₆₇₈₉", runes[i-1])) {
		i--
	}
	return string(runes[i:])
}

// filesLike are the files whose names begin so.
func filesLike(prefix string) []string {
	dir, base := filepath.Split(prefix)
	entries, err := os.ReadDir(filepath.Join(".", dir))
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), base) && (base != "" || !strings.HasPrefix(e.Name(), ".")) {
			name := dir + e.Name()
			if e.IsDir() {
				name += "/"
			}
			out = append(out, name)
		}
	}
	return out
}

// OnChange turns the LaTeX name before the cursor into its letter, when Tab was pressed.
func (completer) OnChange(line []rune, pos int, key rune) ([]rune, int, bool) {
	if key != readline.CharTab {
		return nil, 0, false
	}
	begin := pos
	for begin > 0 && unicode.IsLetter(line[begin-1]) {
		begin--
	}
	if begin == 0 || line[begin-1] != '\\' {
		return nil, 0, false
	}
	sign, ok := lang.LaTeX(string(line[begin:pos]))
	if !ok {
		return nil, 0, false
	}
	out := slices.Concat(line[:begin-1], []rune(sign), line[pos:])
	return out, begin - 1 + len([]rune(sign)), true
}

// oneLine joins the lines of a statement for the history.
func oneLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	out := ""
	for i, l := range lines {
		switch {
		case i == 0 || l == "":
		case inBraces(out) && !strings.HasSuffix(out, "{") && l != "}":
			out += "; "
		default:
			out += " "
		}
		out += l
	}
	return out
}

// inBraces tells whether the innermost open bracket of a text is a brace.
func inBraces(text string) bool {
	var stack []byte
	for i := range len(text) {
		switch ch := text[i]; ch {
		case '{', '(', '[':
			stack = append(stack, ch)
		case '}', ')', ']':
			if len(stack) > 0 {
				stack = stack[:len(stack)-1]
			}
		}
	}
	return len(stack) > 0 && stack[len(stack)-1] == '{'
}
