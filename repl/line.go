package repl

import (
	"bufio"
	"io"
	"os"

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
	return &terminal{rl}, nil
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
type terminal struct{ rl *readline.Instance }

func (t *terminal) Line(prompt string) (string, error) {
	t.rl.SetPrompt(prompt)
	line, err := t.rl.Readline()
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

// keys translates what some terminals send for Home and End, and drops the marks around pasted text.
type keys struct {
	io.ReadCloser
	rest []byte
}

func newKeys(in io.ReadCloser) *keys { return &keys{ReadCloser: readline.NewCancelableStdin(in)} }

// sequences of keys that readline does not know, and the control characters that it does.
var sequences = []struct{ from, to string }{
	{"\x1b[200~", ""}, {"\x1b[201~", ""}, // pasted text
	{"\x1b[1~", "\x01"}, {"\x1b[7~", "\x01"}, {"\x1bOH", "\x01"}, // Home
	{"\x1b[4~", "\x05"}, {"\x1b[8~", "\x05"}, {"\x1bOF", "\x05"}, // End
}

// Read gives translated input. A sequence comes in one piece, as terminals send it.
func (k *keys) Read(p []byte) (int, error) {
	for len(k.rest) == 0 {
		buf := make([]byte, 1024)
		n, err := k.ReadCloser.Read(buf)
		k.rest = translate(buf[:n])
		if err != nil && len(k.rest) == 0 {
			return 0, err
		}
	}
	n := copy(p, k.rest)
	k.rest = k.rest[n:]
	return n, nil
}
