package exec

// stripRows is how many rows of each value a strip holds: few enough for what a strip computes to stay in the
// first-level cache until it is read.
const stripRows = 8

// strip is a sequence of steps that compute values with the same row pattern, strip by strip: the first rows of all
// values, then the next ones. Pieces are the steps cut into strips, in the order in which they run.
type strip struct {
	origin
	members []step
	pieces  []step
}

func (s *strip) run(m *machine) {
	for _, q := range s.pieces {
		q.run(m)
	}
}

func (s *strip) settle(stride int) {
	for _, q := range s.pieces {
		settle(q, stride)
	}
}

// settle prepares a step when its rows are known: it turns row numbers into offsets, and joins what lies side by side.
func settle(s step, stride int) {
	if x, ok := s.(interface{ settle(stride int) }); ok {
		x.settle(stride)
	}
}

// touching is a step of a loop that can tell which rows it reads and writes.
type touching interface {
	step
	touch(visit func(row slot, write bool))
}

// cuttable is a step that computes a list of rows, or of panels of rows, and can be cut anywhere in it.
type cuttable interface {
	touching
	items() int
	cut(from, to int) cuttable
}

// cluster is a strip in the making.
type cluster struct {
	strips  int
	members []cuttable
	at      int // where it stands among the steps
	number  int32
	marks   []mark // by slot
}

// mark is what the steps seen so far do to a row.
type mark struct {
	cluster       int32 // of which this tells; the marks of others count for nothing
	read, written int16 // 1 + the last strip that reads and writes it
	after         uint8 // what steps that come later, and are none of the members, do
}

const (
	readAfter = 1 << iota
	writtenAfter
)

// Limits of the search for clusters.
const (
	openClusters = 4       // that a step may join
	openSteps    = 64      // from the beginning of a cluster to its last member
	markedRows   = 1 << 18 // of a loop
	mostStrips   = 1 << 14 // of a cluster: a mark counts them
)

// clusters looks for strips in a loop.
type clusters struct {
	all, open []*cluster // open ones are the last of all
	marks     [openClusters][]mark
	out       []step
}

// strips merges steps of a loop into strips. A step joins a cluster of earlier steps if it uses their rows, and if
// neither the steps between nor the strips that come later touch what it reads and writes.
func (l *loop) strips() {
	if l.rows+l.dom.kept > markedRows {
		return
	}
	c := &clusters{}
	for k := range c.marks {
		c.marks[k] = make([]mark, 2*max(l.rows, l.dom.kept))
	}
	for _, s := range l.steps {
		if t, ok := s.(touching); ok {
			c.see(t)
		} else {
			c.open, c.out = nil, append(c.out, s)
		}
	}
	for _, q := range c.all {
		if len(q.members) > 1 {
			c.out[q.at] = q.strip()
		}
	}
	l.steps = c.out
}

// see finds a cluster for a step, or begins one.
func (c *clusters) see(t touching) {
	q, _ := t.(cuttable)
	if q != nil && (stripsOf(q) < 2 || stripsOf(q) > mostStrips) {
		q = nil
	}
	for len(c.open) > 0 && len(c.out)-c.open[0].at > openSteps {
		c.open = c.open[1:]
	}
	joined := -1
	if q != nil {
		for joined = len(c.open) - 1; joined >= 0 && !c.open[joined].takes(q); joined-- {
		}
	}
	for i, other := range c.open {
		if i != joined {
			other.pass(t)
		}
	}
	if joined >= 0 {
		return
	}
	if q != nil && q.items() >= stripsOf(q) {
		n := len(c.all)
		b := &cluster{strips: stripsOf(q), at: len(c.out), number: int32(n + 1), marks: c.marks[n%openClusters]}
		b.add(q)
		c.all = append(c.all, b)
		c.open = append(c.open, b)
		c.open = c.open[max(0, len(c.open)-openClusters):]
	}
	c.out = append(c.out, t)
}

// stripsOf is how many strips the rows of a step make.
func stripsOf(q cuttable) int { return (len(q.about().els) + stripRows - 1) / stripRows }

// piece is strip k of a member.
func (c *cluster) piece(q cuttable, k int) cuttable {
	n := q.items()
	return q.cut(n*k/c.strips, n*(k+1)/c.strips)
}

// mark is that of a row.
func (c *cluster) mark(row slot) *mark {
	m := &c.marks[row]
	if m.cluster != c.number {
		*m = mark{cluster: c.number}
	}
	return m
}

func (c *cluster) add(q cuttable) {
	c.members = append(c.members, q)
	for k := range c.strips {
		c.piece(q, k).touch(func(row slot, write bool) {
			if m := c.mark(row); write {
				m.written = max(m.written, int16(k+1))
			} else {
				m.read = max(m.read, int16(k+1))
			}
		})
	}
}

// pass notes that a step that is no member comes after the cluster.
func (c *cluster) pass(t touching) {
	t.touch(func(row slot, write bool) {
		if m := c.mark(row); write {
			m.after |= writtenAfter
		} else {
			m.after |= readAfter
		}
	})
}

// takes adds a step to the cluster if it may join.
func (c *cluster) takes(q cuttable) bool {
	if stripsOf(q) != c.strips || q.items() < c.strips {
		return false
	}
	shared, may := false, true
	for k := 0; k < c.strips && may; k++ {
		now := int16(k + 1)
		c.piece(q, k).touch(func(row slot, write bool) {
			m := c.mark(row)
			shared = shared || m.written > 0 || m.read > 0
			if m.after&writtenAfter != 0 || m.written > now || write && (m.after != 0 || m.read > now) {
				may = false
			}
		})
	}
	if shared && may {
		c.add(q)
	}
	return shared && may
}

// strip is the finished step.
func (c *cluster) strip() *strip {
	s := &strip{origin: origin{kind: "strip"}}
	for _, q := range c.members {
		s.members = append(s.members, q)
		s.flops += q.about().flops
	}
	for k := range c.strips {
		for _, q := range c.members {
			s.pieces = append(s.pieces, c.piece(q, k))
		}
	}
	return s
}
