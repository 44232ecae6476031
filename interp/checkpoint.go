package interp

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/files"
	"github.com/gibbs-lang/gibbs/lang"
)

// checkpointFormat is the format of checkpoints of trainings, with its version.
const checkpointFormat = "gibbs-checkpoint-1"

// checkpointEvery is the time between two writings of a checkpoint.
const checkpointEvery = 20 * time.Second

// outPath is where an output goes.
func (s *Session) outPath(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	if s.opts.Dir != "" {
		return filepath.Join(s.opts.Dir, name)
	}
	return s.besideMain(name)
}

// inPath is where an input is: in the folder of outputs first, then beside the program.
func (s *Session) inPath(name string) string {
	if p := s.outPath(name); s.opts.Dir != "" {
		if _, err := os.Stat(p); err == nil {
			return p
		}
	}
	return s.besideMain(name)
}

// save writes the checkpoint of a training when it is time.
func (t *training) save(step int, now bool) {
	if t.checkpoint == "" || !now && time.Since(t.saved) < checkpointEvery {
		return
	}
	s := t.c.s
	var list []files.Tensor
	for _, p := range t.params {
		list = append(list, s.tensor(p))
	}
	for _, sl := range t.state.State() {
		list = append(list, files.Tensor{Name: "optimiser." + sl.Name, Shape: []int{len(sl.Values)}, Values: sl.Values})
	}
	noise := t.noise.state()
	for _, name := range slices.Sorted(maps.Keys(noise)) {
		list = append(list, files.Tensor{Name: "noise." + name, Shape: []int{len(noise[name])}, Values: noise[name]})
	}
	for i, f := range t.obj.chains {
		list = append(list, f.state(i)...)
	}
	clip := t.clip.State()
	list = append(list, files.Tensor{Name: "clip", Shape: []int{len(clip)}, Values: clip})
	meta := map[string]string{"format": checkpointFormat, "step": strconv.Itoa(step), "program": t.identity()}
	if err := files.SaveTensors(s.outPath(t.checkpoint), list, meta); err != nil {
		panic(stopped{code: ExitMachine, diag: diagnose("G0804", t.act, fmt.Sprintf("the checkpoint %s cannot be written", t.checkpoint), here("%s", fileError(err)),
			help("a folder that exists and can be written to"))})
	}
	t.saved = time.Now()
}

// identity tells a checkpoint of another training apart: objective, sizes and options.
func (t *training) identity() string {
	id := lang.Print(t.act) + fmt.Sprintf("; seed %d; batch %d;", t.c.s.opts.Seed, t.batch)
	if !t.opt.constant || reads(t.loss, t.obj.progress) {
		id += fmt.Sprintf(" steps %d;", t.steps)
	}
	effort := map[string]bool{} // inputs that set the effort alone
	for _, o := range t.act.With {
		walk(o.X, func(n *lang.Name) { effort[n.Id] = true })
	}
	for _, in := range t.c.s.inputs {
		if !effort[in.name] {
			id += fmt.Sprintf(" %s = %s;", in.name, in.text)
		}
	}
	for _, d := range t.c.s.read {
		id += fmt.Sprintf(" data %016x;", d)
	}
	for _, p := range t.params {
		id += fmt.Sprintf(" %s:%d", p.Path, p.leaf.Len)
	}
	return id
}

// reads tells whether a node depends on another.
func reads(n, what *ad.Node) bool {
	found := false
	visit(n, func(m *ad.Node) { found = found || m == what })
	return found
}

// inputText is the value of an input of the program.
type inputText struct{ name, text string }

// hashOf names data by their values.
func hashOf(values []float64) uint64 {
	h := fnv.New64a()
	var b [8]byte
	for _, v := range values {
		binary.LittleEndian.PutUint64(b[:], math.Float64bits(v))
		h.Write(b[:])
	}
	return h.Sum64()
}

// resume goes on from a checkpoint.
func (t *training) resume() {
	s := t.c.s
	if t.checkpoint == "" || !s.opts.Resume {
		return
	}
	list, meta, err := files.LoadTensors(s.outPath(t.checkpoint))
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	fileProblem := func(why string) {
		panic(stopped{code: ExitMachine, diag: diagnose("G0804", t.act, fmt.Sprintf("the checkpoint %s cannot be resumed", t.checkpoint), here("%s", why),
			help("run without --resume to begin anew"))})
	}
	if err != nil {
		fileProblem(fileError(err))
	}
	switch f := meta["format"]; {
	case f == checkpointFormat:
	case strings.HasPrefix(f, "gibbs-checkpoint-"):
		fileProblem(fmt.Sprintf("it is written in the format %s, which this version does not know", shorten(f, 40)))
	default:
		fileProblem("it is not a checkpoint of a training")
	}
	if meta["program"] != t.identity() {
		fileProblem("it was written by another training: " + shorten(meta["program"], 120))
	}
	step, err := strconv.Atoi(meta["step"])
	if err != nil || step < 0 {
		fileProblem("its step is missing")
	}
	saved := map[string][]float64{}
	for _, x := range list {
		if v, err := x.Floats(); err == nil {
			saved[x.Name] = v
		}
	}
	t.resumed = saved
	state := map[string][]float64{}
	for name, v := range saved {
		if len(name) > 10 && name[:10] == "optimiser." {
			state[name[10:]] = v
		}
	}
	for _, p := range t.params {
		v, ok := saved[p.Path]
		if !ok {
			fileProblem("it lacks " + p.Path)
		}
		if err := s.setTensor(p, v); err != nil {
			fileProblem(err.Error())
		}
	}
	if err := t.state.Restore(state); err != nil {
		fileProblem(err.Error())
	}
	for name, v := range t.noise.state() {
		if len(saved["noise."+name]) != len(v) {
			fileProblem("it lacks the noise of the gradient")
		}
		copy(v, saved["noise."+name])
	}
	clip := t.clip.State()
	if len(saved["clip"]) != len(clip) {
		fileProblem("it lacks the norms of the last gradients")
	}
	copy(clip, saved["clip"])
	t.step0 = step
}
