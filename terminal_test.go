//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"
)

// terminal SCRIPT ARGS… runs gibbs on a terminal. The lines of a script are type "keys" and see "text": keys are sent as they
// are, and what is shown from there on must come to contain the text within ten seconds, without the codes of the terminal.
// A line end CODE waits for the end with an exit code.
func terminal(ts *testscript.TestScript, neg bool, args []string) {
	host, guest, err := openTerminal()
	ts.Check(err)
	defer host.Close()
	binary, err := exec.LookPath("gibbs")
	ts.Check(err)
	cmd := exec.Command(binary, args[1:]...)
	cmd.Dir = ts.Getenv("WORK")
	cmd.Env = append(os.Environ(), "TERM=xterm", "HOME="+cmd.Dir, "XDG_CONFIG_HOME="+cmd.Dir)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = guest, guest, guest
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	ts.Check(cmd.Start())
	guest.Close()
	defer cmd.Process.Kill()
	screen := &screen{}
	go screen.read(host)
	for i, line := range strings.Split(strings.TrimSpace(ts.ReadFile(args[0])), "\n") {
		word, rest, _ := strings.Cut(line, " ")
		text := rest
		if strings.HasPrefix(rest, `"`) {
			text, err = strconv.Unquote(rest)
			ts.Check(err)
		}
		switch word {
		case "type":
			screen.mark()
			_, err := host.WriteString(text)
			ts.Check(err)
		case "see":
			if !screen.shows(text) {
				ts.Fatalf("line %d: %q is not shown, but %q", i+1, text, screen.since())
			}
		case "end":
			code := 0
			if exit, ok := cmd.Wait().(*exec.ExitError); ok {
				code = exit.ExitCode()
			}
			if strconv.Itoa(code) != text {
				ts.Fatalf("line %d: exit code %d", i+1, code)
			}
		default:
			ts.Fatalf("line %d: %s", i+1, line)
		}
	}
}

// openTerminal makes a pseudo-terminal of 80 columns.
func openTerminal() (host, guest *os.File, err error) {
	if host, err = os.OpenFile("/dev/ptmx", os.O_RDWR, 0); err != nil {
		return nil, nil, err
	}
	fd := int(host.Fd())
	if err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		return nil, nil, err
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		return nil, nil, err
	}
	if err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 80}); err != nil {
		return nil, nil, err
	}
	guest, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	return host, guest, err
}

// screen gathers what a terminal is sent.
type screen struct {
	sync.Mutex
	text strings.Builder
	from int
}

func (s *screen) read(f *os.File) {
	buf := make([]byte, 4096)
	for {
		n, err := f.Read(buf)
		s.Lock()
		s.text.Write(buf[:n])
		s.Unlock()
		if err != nil {
			return
		}
	}
}

// mark forgets what was shown.
func (s *screen) mark() {
	s.Lock()
	defer s.Unlock()
	s.from = s.text.Len()
}

// since is what was shown since the mark, without the codes of the terminal.
func (s *screen) since() string {
	s.Lock()
	defer s.Unlock()
	return withoutCodes(s.text.String()[s.from:])
}

// shows waits for a text.
func (s *screen) shows(text string) bool {
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if strings.Contains(s.since(), text) {
			return true
		}
	}
	return false
}

// withoutCodes leaves out ESC [ … letter.
func withoutCodes(text string) string {
	var b strings.Builder
	for {
		before, code, found := strings.Cut(text, "\x1b[")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		k := strings.IndexFunc(code, func(r rune) bool { return r >= '@' && r <= '~' })
		if k < 0 {
			return b.String()
		}
		text = code[k+1:]
	}
}
