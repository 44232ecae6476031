package repl

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/chzyer/readline"
)

// open chooses how lines are read.
func (s *session) open() (liner, error) {
	if !s.o.Terminal {
		lines := bufio.NewScanner(s.o.In)
		lines.Buffer(nil, 1<<24)
		return plain{lines}, nil
	}
	c := completer{s.prompt}
	rl, err := readline.NewEx(&readline.Config{
		Prompt: first, HistoryFile: s.o.History, HistoryLimit: 2000, DisableAutoSaveHistory: true,
		AutoComplete: c, Listener: c, Stdin: newKeys(os.Stdin), InterruptPrompt: "^C", EOFPrompt: "\n",
	})
	if err != nil {
		return nil, err
	}
	return &terminal{rl, s.o.Out}, nil
}

// plain reads lines that nobody edits.
type plain struct{ lines *bufio.Scanner }

func (p plain) Line(string) (string, error) {
	if p.lines.Scan() {
		return p.lines.Text(), nil
	}
	if err := p.lines.Err(); err != nil {
		return "", err
	}
	return "", io.EOF
}

func (plain) Keep(string) {}
func (plain) Close()      {}

// terminal edits lines.
type terminal struct {
	rl  *readline.Instance
	out io.Writer
}

func (t *terminal) Line(prompt string) (string, error) {
	t.rl.SetPrompt(prompt)
	io.WriteString(t.out, marksOn)
	line, err := t.rl.Readline()
	io.WriteString(t.out, marksOff)
	if err == readline.ErrInterrupt {
		return line, errInterrupted
	}
	return line, err
}

// Keep saves a statement as one entry; its lines are joined, as an entry has one.
func (t *terminal) Keep(text string) {
	if text != "" {
		t.rl.SaveHistory(oneLine(text))
	}
}

func (t *terminal) Close() { t.rl.Close() }

// keys translates what some terminals send for Home and End, and makes pasted text plain: the marks around it are dropped, and
// its tabs are blanks, which complete nothing.
type keys struct {
	io.ReadCloser
	rest   []byte // translated
	begun  []byte // the beginning of a sequence whose end is to come
	pasted bool
}

func newKeys(in io.ReadCloser) *keys { return &keys{ReadCloser: readline.NewCancelableStdin(in)} }

// Sequences of keys that readline does not know, and the control characters that it does.
var sequences = []struct{ from, to string }{
	{pasteBegins, ""}, {pasteEnds, ""},
	{"\x1b[1~", "\x01"}, {"\x1b[7~", "\x01"}, {"\x1bOH", "\x01"}, // Home
	{"\x1b[4~", "\x05"}, {"\x1b[8~", "\x05"}, {"\x1bOF", "\x05"}, // End
}

const (
	pasteBegins, pasteEnds = "\x1b[200~", "\x1b[201~"
	marksOn, marksOff      = "\x1b[?2004h", "\x1b[?2004l" // of pasted text
)

// Read gives translated input.
func (k *keys) Read(p []byte) (int, error) {
	for len(k.rest) == 0 {
		buf := make([]byte, 1024)
		n, err := k.ReadCloser.Read(buf)
		k.rest = k.translate(append(k.begun, buf[:n]...))
		if err != nil && len(k.rest) == 0 {
			return 0, err
		}
	}
	n := copy(p, k.rest)
	k.rest = k.rest[n:]
	return n, nil
}

// translate replaces sequences. One that is cut off by the end of what was read waits for its end; a lone escape is a key.
func (k *keys) translate(in []byte) (out []byte) {
	k.begun = nil
	for len(in) > 0 {
		if in[0] != '\x1b' {
			ch := in[0]
			if ch == '\t' && k.pasted {
				ch = ' '
			}
			out, in = append(out, ch), in[1:]
			continue
		}
		known := false
		for _, s := range sequences {
			switch {
			case bytes.HasPrefix(in, []byte(s.from)):
				k.pasted = s.from == pasteBegins || k.pasted && s.from != pasteEnds
				out, in, known = append(out, s.to...), in[len(s.from):], true
			case len(in) > 1 && strings.HasPrefix(s.from, string(in)):
				k.begun = slices.Clone(in)
				return out
			}
			if known {
				break
			}
		}
		if !known {
			out, in = append(out, in[0]), in[1:]
		}
	}
	return out
}
