package tokens

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
)

// The ranges of the tokens, and the longest line that is read, in bytes.
const (
	Groups   = 230
	Letters  = 27
	Elements = 118
	longest  = 1 << 20
)

// Record is a crystal as tokens.
type Record struct {
	Group    int          `json:"g"`
	Letters  []int        `json:"W"`
	Elements []int        `json:"A"`
	Coords   [][3]float64 `json:"-"`
	Lattice  [6]float64   `json:"-"`
	Atoms    int          `json:"N"`
}

// line is a record as it is written: slices, so that too few numbers are noticed.
type line struct {
	Record
	X [][]float64 `json:"X"`
	L []float64   `json:"L"`
}

// Read reads the records of a file; an error names the line.
func Read(r io.Reader) ([]Record, error) {
	in := bufio.NewReader(r)
	if magic, _ := in.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, fmt.Errorf("the compressed file cannot be read: %w", err)
		}
		in = bufio.NewReader(z)
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, longest)
	var out []Record
	at := 0
	for lines.Scan() {
		at++
		text := bytes.TrimSpace(lines.Bytes())
		if len(text) == 0 {
			continue
		}
		rec, err := parse(text)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", at, err)
		}
		out = append(out, rec)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("after line %d: %w", at, err)
	}
	return out, nil
}

// Write writes records as Read reads them, one a line.
func Write(w io.Writer, records []Record) error {
	out := json.NewEncoder(w)
	for _, r := range records {
		l := line{Record: r, L: r.Lattice[:]}
		for i := range r.Coords {
			l.X = append(l.X, r.Coords[i][:])
		}
		if err := out.Encode(l); err != nil {
			return err
		}
	}
	return nil
}

// parse reads a line.
func parse(text []byte) (Record, error) {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return Record{}, err
	}
	rec := l.Record
	if len(l.L) != len(rec.Lattice) {
		return Record{}, fmt.Errorf("the lattice L has %d numbers, not 6", len(l.L))
	}
	copy(rec.Lattice[:], l.L)
	for i, x := range l.X {
		if len(x) != 3 {
			return Record{}, fmt.Errorf("site %d has %d coordinates, not 3", i+1, len(x))
		}
		rec.Coords = append(rec.Coords, [3]float64(x))
	}
	return rec, rec.check()
}

// check tells what is wrong with a record.
func (r Record) check() error {
	n := len(r.Letters)
	switch {
	case r.Group < 1 || r.Group > Groups:
		return fmt.Errorf("the space group is %d, outside 1 to %d", r.Group, Groups)
	case n == 0:
		return errors.New("a crystal has at least one site")
	case len(r.Elements) != n || len(r.Coords) != n:
		return fmt.Errorf("%d letters, %d elements and %d coordinates, which should be as many", n, len(r.Elements), len(r.Coords))
	case r.Atoms < n:
		return fmt.Errorf("%d atoms in the cell, which is less than the %d sites", r.Atoms, n)
	}
	for i, w := range r.Letters {
		if err := r.checkSite(i, w); err != nil {
			return err
		}
	}
	return r.checkLattice()
}

// checkSite tells what is wrong with site i, of letter w.
func (r Record) checkSite(i, w int) error {
	switch {
	case w < 1 || w > Letters:
		return fmt.Errorf("letter %d of site %d is outside 1 to %d", w, i+1, Letters)
	case i > 0 && w < r.Letters[i-1]:
		return fmt.Errorf("letter %d of site %d follows letter %d: letters ascend", w, i+1, r.Letters[i-1])
	case r.Elements[i] < 1 || r.Elements[i] > Elements:
		return fmt.Errorf("element %d of site %d is outside 1 to %d", r.Elements[i], i+1, Elements)
	}
	for _, x := range r.Coords[i] {
		if x < 0 || x >= 1 {
			return fmt.Errorf("coordinate %g of site %d is outside [0, 1)", x, i+1)
		}
	}
	return nil
}

// checkLattice tells whether the lattice spans no volume.
func (r Record) checkLattice() error {
	for i, v := range r.Lattice {
		if v <= 0 || i >= 3 && v >= math.Pi {
			return fmt.Errorf("number %d of the lattice is %g: lengths are positive, angles between 0 and π", i+1, v)
		}
	}
	a, b, c := math.Cos(r.Lattice[3]), math.Cos(r.Lattice[4]), math.Cos(r.Lattice[5])
	if 1+2*a*b*c-a*a-b*b-c*c <= 0 {
		return errors.New("no cell has the angles of the lattice")
	}
	return nil
}
