package cif

import (
	"fmt"
	"strings"
)

// An Error is what keeps a text from being a crystal, and its line.
type Error struct {
	Line int
	What string
}

func (e *Error) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.What) }

func failf(line int, format string, args ...any) error {
	return &Error{line, fmt.Sprintf(format, args...)}
}

// A value is a word of the file. Only bare words may be numbers, ? or a point.
type value struct {
	text string
	line int
	bare bool
}

// absent tells of "?" (not known) and "." (does not apply).
func (v value) absent() bool { return v.bare && (v.text == "?" || v.text == ".") }

// A block holds the columns of one data block; an item is a column of one.
type block struct {
	name  string
	line  int
	items map[string][]value
}

// scan cuts a CIF 1.1 text into words: comments dropped, quotes closed by a
// quote before white space, text fields between lines that begin with ";".
func scan(text string) ([]value, error) {
	var out []value
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for n := 0; n < len(lines); n++ {
		s := lines[n]
		if strings.HasPrefix(s, ";") {
			end := n + 1
			for end < len(lines) && !strings.HasPrefix(lines[end], ";") {
				end++
			}
			if end == len(lines) {
				return nil, failf(n+1, "this text field is not closed; a line that begins with ; closes it")
			}
			out = append(out, value{strings.Join(append([]string{s[1:]}, lines[n+1:end]...), "\n"), n + 1, false})
			n, s = end, lines[end][1:]
		}
		words, err := scanLine(s, n+1)
		if err != nil {
			return nil, err
		}
		out = append(out, words...)
	}
	return out, nil
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' }

func scanLine(s string, line int) ([]value, error) {
	var out []value
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case blank(c):
			i++
		case c == '#':
			return out, nil
		case c == '\'' || c == '"':
			j := i + 1
			for j < len(s) && (s[j] != c || j+1 < len(s) && !blank(s[j+1])) {
				j++
			}
			if j == len(s) {
				return nil, failf(line, "the quote %c is not closed on its line", c)
			}
			out = append(out, value{s[i+1 : j], line, false})
			i = j + 1
		default:
			j := i
			for j < len(s) && !blank(s[j]) {
				j++
			}
			out = append(out, value{s[i:j], line, true})
			i = j
		}
	}
	return out, nil
}

// keyword tells of bare words that are no values.
func (v value) keyword() bool {
	if !v.bare {
		return false
	}
	low := strings.ToLower(v.text)
	return strings.HasPrefix(low, "_") || strings.HasPrefix(low, "data_") ||
		strings.HasPrefix(low, "save_") || low == "loop_" || low == "global_" || low == "stop_"
}

// blocks reads the words into data blocks.
func blocks(words []value) ([]*block, error) {
	var out []*block
	for i := 0; i < len(words); {
		w := words[i]
		low := strings.ToLower(w.text)
		if w.bare && strings.HasPrefix(low, "data_") {
			out = append(out, &block{w.text[len("data_"):], w.line, map[string][]value{}})
			i++
			continue
		}
		if len(out) == 0 {
			return nil, failf(w.line, "%q stands before the first data block; a CIF begins with data_ and a name", w.text)
		}
		b := out[len(out)-1]
		var err error
		switch {
		case !w.keyword():
			return nil, failf(w.line, "the value %q belongs to no name; a name such as _cell_length_a goes before it", w.text)
		case low == "loop_":
			i, err = b.loop(words, i)
		case low[0] == '_':
			if i+1 == len(words) || words[i+1].keyword() {
				return nil, failf(w.line, "%s has no value", w.text)
			}
			err = b.put(low, w.line, words[i+1:i+2])
			i += 2
		default:
			return nil, failf(w.line, "%q has no place in a CIF of a structure", w.text)
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (b *block) put(name string, line int, column []value) error {
	if _, twice := b.items[name]; twice {
		return failf(line, "%s is given twice in the block %s", name, b.name)
	}
	b.items[name] = column
	return nil
}

// loop reads loop_, its names and its rows; it returns what follows.
func (b *block) loop(words []value, at int) (int, error) {
	first := at + 1
	i := first
	for i < len(words) && words[i].bare && strings.HasPrefix(words[i].text, "_") {
		i++
	}
	names := words[first:i]
	if len(names) == 0 {
		return 0, failf(words[at].line, "this loop_ has no names")
	}
	columns := make([][]value, len(names))
	rows := i
	for i < len(words) && !words[i].keyword() {
		k := (i - rows) % len(names)
		columns[k] = append(columns[k], words[i])
		i++
	}
	if n := i - rows; n == 0 || n%len(names) != 0 {
		return 0, failf(words[i-1].line, "the loop of line %d has %d names and %d values; its last row is not whole", words[at].line, len(names), n)
	}
	for k, name := range names {
		if err := b.put(strings.ToLower(name.text), name.line, columns[k]); err != nil {
			return 0, err
		}
	}
	return i, nil
}
