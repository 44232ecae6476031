package exec

import "time"

// timing are the seconds that the parts of a Run took on one worker.
type timing struct {
	steps         map[step]float64 // of a loop: in all tiles
	pack, merge   map[*loop]float64
	results, bind float64
}

// Measure runs the plan on one worker and keeps for Dump how long each step took. It is a Run in every other way.
func (p *Plan) Measure(env *Env) error {
	if err := p.Run(env); err != nil { // what is cold or unmade is so no more
		return err
	}
	t := &timing{steps: map[step]float64{}, pack: map[*loop]float64{}, merge: map[*loop]float64{}}
	m := p.machines[0]
	now := time.Now()
	lap := func() float64 {
		last := now
		now = time.Now()
		return now.Sub(last).Seconds()
	}
	if err := p.bind(env); err != nil {
		return err
	}
	t.bind = lap()
	for _, ph := range p.phases {
		for _, s := range ph.steps {
			m.n, m.first = 1, 0
			s.run(m)
			t.steps[s.step] = lap()
		}
		for _, l := range ph.loops {
			t.loop(l, m, lap)
		}
	}
	for _, r := range p.results {
		for i := range r.pieces {
			r.piece(m, i)
		}
	}
	t.results = lap()
	p.timing = t
	return nil
}

// loop runs a loop and times it.
func (t *timing) loop(l *loop, m *machine, lap func() float64) {
	for i := range (len(l.pack) + packChunk - 1) / packChunk {
		l.packChunk(m, i)
	}
	t.pack[l] = lap()
	for g := range l.groups {
		l.begin(m, g)
		t.merge[l] += lap()
		for k := g * l.dom.tiles / l.dom.groups; k < (g+1)*l.dom.tiles/l.dom.groups; k++ {
			l.tile(m, k)
			for _, s := range l.steps {
				s.run(m)
				t.steps[s] += lap()
			}
		}
	}
	for i := range l.merges {
		l.mergeChunk(m, i)
	}
	t.merge[l] += lap()
}
