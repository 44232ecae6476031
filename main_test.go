package main

import (
	"bufio"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/gibbs-lang/gibbs/lang"
)

func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"gibbs": main}) }

// The scripts in spec/command say what the command does.
func TestCommand(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "spec/command",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code":      code,
			"interrupt": interrupt,
			"join":      joinFiles,
			"terminal":  terminal,
		},
	})
}

// code CODE ARGS… runs gibbs and compares its exit code.
func code(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec("gibbs", args[1:]...)
	got := 0
	if exit, ok := err.(*exec.ExitError); ok {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if (got == want) == neg {
		ts.Fatalf("exit code %d", got)
	}
}

// interrupt N FILE ARGS… runs gibbs, interrupts it after N lines of its output, and keeps what it
// prints in FILE. It must end with code 130.
func interrupt(ts *testscript.TestScript, neg bool, args []string) {
	lines, err := strconv.Atoi(args[0])
	ts.Check(err)
	binary, err := exec.LookPath("gibbs")
	ts.Check(err)
	cmd := exec.Command(binary, args[2:]...)
	cmd.Dir = ts.Getenv("WORK")
	pipe, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	stuck := time.AfterFunc(20*time.Second, func() { cmd.Process.Kill() })
	defer stuck.Stop()
	var printed strings.Builder
	for in := bufio.NewScanner(pipe); in.Scan(); {
		printed.WriteString(in.Text() + "\n")
		if lines--; lines == 0 {
			ts.Check(cmd.Process.Signal(os.Interrupt))
		}
	}
	exit, ok := cmd.Wait().(*exec.ExitError)
	if lines > 0 || !ok || exit.ExitCode() != 130 {
		ts.Fatalf("%d lines were missing; ended with %v", lines, exit)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(printed.String()), 0o666))
}

// join OUT FILES… writes files one after the other.
func joinFiles(ts *testscript.TestScript, neg bool, args []string) {
	var all []byte
	for _, name := range args[1:] {
		all = append(all, ts.ReadFile(name)...)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), all, 0o666))
}

// Every keyword is documented, but for those that join or negate.
func TestKeywordsAreDocumented(t *testing.T) {
	plain := []string{"then", "else", "and", "or", "not", "true", "false"}
	for _, word := range lang.Keywords() {
		if _, ok := words[word]; !ok && !slices.Contains(plain, word) {
			t.Errorf("%s is not documented", word)
		}
	}
}
