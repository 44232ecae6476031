package interp

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"github.com/gibbs-lang/gibbs/ad"
	"github.com/gibbs-lang/gibbs/interp/estimate"
)

// progress shows a training as it goes: a line redrawn in place on a terminal, a line now and then
// elsewhere, and one JSON object a step if asked for.
type progress struct {
	s     *Session
	t     *training
	w     io.Writer
	last  time.Time
	begin time.Time
	every int
	dirty bool
}

func (s *Session) newProgress(t *training) *progress {
	p := &progress{s: s, t: t, w: s.opts.Log, begin: time.Now(), every: max(1, t.steps/10)}
	if s.opts.JSON && t.step0 == 0 { // what is resumed goes on with its records
		s.writeJSON(map[string]any{"train": t.c.path, "estimators": t.obj.choices})
	}
	if s.opts.Quiet {
		p.w = io.Discard
	} else {
		n := 0
		for _, q := range t.params {
			n += q.leaf.Len
		}
		fmt.Fprintf(p.w, "training %s (%s), %d steps of %d samples\n", shorten(joinNames(t.names()), 60), plural(n, "parameter"), t.steps, t.batch)
		for _, r := range t.obj.choices {
			fmt.Fprintf(p.w, "  %s\n", shorten(r.String(), 160))
		}
	}
	return p
}

func joinNames(names []string) string { return join(names, 6) }

// step shows one step.
func (p *progress) step(r record) {
	if p.s.opts.JSON {
		p.s.writeJSON(map[string]any{"train": p.t.c.path, "record": r})
	}
	now := time.Now()
	last := r.Step == p.t.steps
	switch {
	case p.s.opts.Live && (now.Sub(p.last) > 100*time.Millisecond || last):
		fmt.Fprintf(p.w, "\r\x1b[K%s", p.line(r, now))
		p.last, p.dirty = now, true
	case !p.s.opts.Live && (r.Step%p.every == 0 || last || now.Sub(p.last) > 10*time.Second && !p.last.IsZero()):
		fmt.Fprintln(p.w, p.line(r, now))
		p.last = now
	}
}

// MarshalJSON writes what is not finite as text.
func (r record) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]any{"step": r.Step, "value": finite(r.Value), "err": finite(r.Err),
		"gradient": finite(r.Gradient), "variance": finite(r.Variance), "rate": finite(r.Rate)})
}

func (p *progress) line(r record, now time.Time) string {
	done := r.Step - p.t.step0
	per := now.Sub(p.begin).Seconds() / float64(done)
	left := time.Duration(per * float64(p.t.steps-r.Step) * float64(time.Second)).Round(time.Second)
	return fmt.Sprintf("step %d/%d  value %s  |gradient| %.3g  variance %.2g  %.0f samples/s  %s left",
		r.Step, p.t.steps, estimate.Measured(r.Value, r.Err, p.t.batch), r.Gradient, r.Variance, float64(p.t.batch)/per, left)
}

func (p *progress) done() {
	if p.dirty {
		fmt.Fprintln(p.w)
	}
}

// writeJSON writes one JSON object on a line of the results.
func (s *Session) writeJSON(v any) {
	data, err := json.Marshal(v)
	if err != nil {
		data, _ = json.Marshal(map[string]string{"error": err.Error()})
	}
	fmt.Fprintf(s.opts.Out, "%s\n", data)
}

// shuffler deals the rows of data out in mini-batches: every row once an epoch, in an order that
// depends on the seed and the epoch alone, so that a resumed run goes on with the same rows.
type shuffler struct {
	seed, key uint64
	data      []*batchIndex
	batch     int
	rows      int
	order     [][]int
	epoch     []int
}

func newShuffler(seed, key uint64, data []*batchIndex, batch int) *shuffler {
	s := &shuffler{seed: seed, key: key, data: data, batch: batch}
	for _, d := range data {
		s.rows = max(s.rows, d.rows)
		s.order = append(s.order, nil)
		s.epoch = append(s.epoch, -1)
	}
	return s
}

// fill writes the rows of a step. Arrays with as many rows go along row by row.
func (s *shuffler) fill(step int, inputs map[*ad.Leaf][]float64) {
	for k, d := range s.data {
		out := inputs[d.leaf]
		per := d.rows / s.batch * s.batch
		if per == 0 {
			per = s.batch
		}
		at := (step - 1) * s.batch
		epoch := at / per
		if s.epoch[k] != epoch {
			rng := rand.New(rand.NewPCG(s.seed^s.key, uint64(epoch)<<32^uint64(d.rows)))
			s.order[k] = rng.Perm(d.rows)
			s.epoch[k] = epoch
		}
		from := at % per
		for i := range out {
			out[i] = float64(s.order[k][(from+i)%d.rows])
		}
	}
}
