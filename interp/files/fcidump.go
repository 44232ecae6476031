package files

import (
	"bufio"
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// FCIDump are the integrals of a molecule in an orthonormal basis of real orbitals, as in the files of Knowles and Handy,
// Comput. Phys. Commun. 54, 75 (1989), in hartree. Spin 0 is up and 1 is down; orbitals are counted from 0.
type FCIDump struct {
	Orbitals  int // spatial orbitals
	Electrons int
	MS2       int // number of electrons with spin up less that with spin down
	Core      float64
	One       [2]map[[2]int]float64    // ⟨p|h|q⟩ of each spin, p ≥ q
	Two       [2][2]map[[4]int]float64 // (pq|rs) of spin σ (p, q) and τ (r, s), in chemists' notation; the order is that of pairOrder
}

// maxOrbitals is the largest number of orbitals of a molecule.
const maxOrbitals = 128

// ReadFCIDump reads a file of ParseFCIDump.
func ReadFCIDump(path string) (*FCIDump, error) {
	data, err := Bytes(path)
	if err != nil {
		return nil, err
	}
	d, err := ParseFCIDump(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return d, nil
}

// ParseFCIDump reads a header &FCI NORB=…, NELEC=…, MS2=… &END and lines of an integral with four indices: i j k l for
// (ij|kl), i j 0 0 for h, i 0 0 0 for an orbital energy, which is passed over, and 0 0 0 0 for the energy of the nuclei.
// With IUHF=1 the integrals of unlike spins stand in blocks (up up, down down, up down, h up, h down), each closed by a line
// of zeros; with UHF=.TRUE. indices count spin orbitals, up and down in turn. Errors name the line.
func ParseFCIDump(data []byte) (*FCIDump, error) {
	p := &fcidump{out: &FCIDump{}}
	for s := range 2 {
		p.out.One[s] = map[[2]int]float64{}
		for t := range 2 {
			p.out.Two[s][t] = map[[4]int]float64{}
		}
	}
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<20)
	header := ""
	inside := true
	for lines.Scan() {
		p.line++
		text := strings.TrimSpace(lines.Text())
		if text == "" {
			continue
		}
		if inside {
			end := headerEnd(text)
			header += " " + text[:end]
			if end == len(text) {
				continue
			}
			inside = false
			if err := p.header(header); err != nil {
				return nil, err
			}
			continue
		}
		if err := p.integral(text); err != nil {
			return nil, fmt.Errorf("line %d: %w", p.line, err)
		}
	}
	switch {
	case lines.Err() != nil:
		return nil, fmt.Errorf("line %d: %w", p.line+1, lines.Err())
	case inside:
		return nil, fmt.Errorf("the header does not end: it begins with &FCI and ends with &END or /")
	case p.blocks && p.block != 5:
		return nil, fmt.Errorf("line %d: the file ends in block %d of 5 (up up, down down, up down, h up, h down), which lines of zeros close", p.line, p.block+1)
	}
	return p.out, nil
}

// fcidump is a file that is being read.
type fcidump struct {
	out     *FCIDump
	line    int
	blocks  bool // IUHF=1
	block   int
	spinful bool // UHF=.TRUE.
}

// headerEnd is the place of what ends the header, the length of the text if nothing does.
func headerEnd(text string) int {
	for _, end := range []string{"&END", "$END", "/"} {
		if i := strings.Index(strings.ToUpper(text), end); i >= 0 {
			return i
		}
	}
	return len(text)
}

// header reads NAME=VALUE,… of which those that count are kept.
func (p *fcidump) header(text string) error {
	words := strings.FieldsFunc(strings.ReplaceAll(strings.ToUpper(text), "=", " = "), func(r rune) bool { return r == ' ' || r == ',' || r == '\t' })
	if len(words) == 0 || words[0] != "&FCI" && words[0] != "$FCI" {
		return fmt.Errorf("line 1: a header &FCI NORB=…, NELEC=…, MS2=… &END is meant here")
	}
	value := map[string]string{}
	for i := 1; i+2 < len(words); i++ {
		if words[i+1] == "=" {
			value[words[i]] = words[i+2]
		}
	}
	for _, x := range []struct {
		name string
		into *int
	}{{"NORB", &p.out.Orbitals}, {"NELEC", &p.out.Electrons}, {"MS2", &p.out.MS2}} {
		v, given := value[x.name]
		n, err := strconv.Atoi(v)
		if given && err != nil || !given && x.name != "MS2" {
			return fmt.Errorf("the header says no number for %s", x.name)
		}
		*x.into = n
	}
	p.blocks = value["IUHF"] == "1"
	p.spinful = strings.HasPrefix(strings.Trim(value["UHF"], "."), "T")
	o := p.out
	if p.spinful {
		if o.Orbitals%2 != 0 {
			return fmt.Errorf("NORB=%d is odd, and with UHF=.TRUE. it counts spin orbitals, two for each orbital", o.Orbitals)
		}
		o.Orbitals /= 2
	}
	switch {
	case o.Orbitals < 1 || o.Orbitals > maxOrbitals:
		return fmt.Errorf("NORB gives %d orbitals, and a molecule has from 1 to %d here", o.Orbitals, maxOrbitals)
	case o.Electrons < 0 || o.Electrons > 2*o.Orbitals:
		return fmt.Errorf("NELEC=%d electrons do not fit into %d orbitals", o.Electrons, o.Orbitals)
	case (o.Electrons+o.MS2)%2 != 0 || o.up() < 0 || o.up() > o.Orbitals || o.Electrons-o.up() < 0 || o.Electrons-o.up() > o.Orbitals:
		return fmt.Errorf("NELEC=%d electrons in %d orbitals have no spin MS2=%d", o.Electrons, o.Orbitals, o.MS2)
	}
	return nil
}

func (d *FCIDump) up() int { return (d.Electrons + d.MS2) / 2 }

// integral reads a line of a value and four indices.
func (p *fcidump) integral(text string) error {
	f := strings.Fields(text)
	if len(f) != 5 {
		return fmt.Errorf("an integral and four indices are meant here, and there are %d entries", len(f))
	}
	v, err := strconv.ParseFloat(strings.NewReplacer("D", "E", "d", "e").Replace(f[0]), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return fmt.Errorf("%q is not a real number", f[0])
	}
	largest := p.out.Orbitals
	if p.spinful {
		largest *= 2
	}
	var at, spin [4]int
	for i := range at {
		n, err := strconv.Atoi(f[1+i])
		if err != nil || n < 0 || n > largest {
			return fmt.Errorf("%q is not the number of an orbital, from 1 to %d, nor 0", f[1+i], largest)
		}
		at[i] = n - 1
		if p.spinful && n > 0 {
			at[i], spin[i] = (n-1)/2, (n-1)%2
		}
	}
	zeros := [4]bool{at[0] < 0, at[1] < 0, at[2] < 0, at[3] < 0}
	switch zeros {
	case [4]bool{true, true, true, true}:
		if p.blocks && p.block < 5 && v == 0 {
			p.block++
			return nil
		}
		p.out.Core = v
		return nil
	case [4]bool{false, true, true, true}: // the energy of an orbital
		return nil
	case [4]bool{false, false, true, true}:
		return p.one(at, spin, v)
	case [4]bool{}:
		return p.two(at, spin, v)
	}
	return fmt.Errorf("indices %s: four orbitals, two and 0 0, one and 0 0 0, or 0 0 0 0", strings.Join(f[1:], " "))
}

// one keeps an integral of one electron.
func (p *fcidump) one(at, spin [4]int, v float64) error {
	spins := []int{0, 1}
	switch {
	case p.spinful:
		if spin[0] != spin[1] {
			return fmt.Errorf("an integral between orbitals of unlike spins")
		}
		spins = spin[:1]
	case p.blocks:
		if p.block != 3 && p.block != 4 {
			return fmt.Errorf("an integral of one electron in block %d: those of h are in blocks 4 and 5", p.block+1)
		}
		spins = []int{p.block - 3}
	}
	for _, s := range spins {
		if err := put(p.out.One[s], [2]int{max(at[0], at[1]), min(at[0], at[1])}, v); err != nil {
			return err
		}
	}
	return nil
}

// two keeps an integral of two electrons.
func (p *fcidump) two(at, spin [4]int, v float64) error {
	pairs := [][2]int{{0, 0}, {1, 1}, {0, 1}}
	switch {
	case p.spinful:
		if spin[0] != spin[1] || spin[2] != spin[3] {
			return fmt.Errorf("an integral between orbitals of unlike spins")
		}
		if spin[0] > spin[2] {
			at, spin = [4]int{at[2], at[3], at[0], at[1]}, [4]int{spin[2], spin[3], spin[0], spin[1]}
		}
		pairs = [][2]int{{spin[0], spin[2]}}
	case p.blocks:
		if p.block > 2 {
			return fmt.Errorf("an integral of two electrons in block %d: those are in blocks 1 to 3", p.block+1)
		}
		pairs = pairs[p.block : p.block+1]
	}
	for _, s := range pairs {
		alike := s[0] == s[1]
		if err := put(p.out.Two[s[0]][s[1]], pairOrder(at, alike), v); err != nil {
			return err
		}
		if !alike && !p.blocks && !p.spinful { // one set of orbitals for both spins: (pq|rs) = (rs|pq)
			if err := put(p.out.Two[s[0]][s[1]], pairOrder([4]int{at[2], at[3], at[0], at[1]}, alike), v); err != nil {
				return err
			}
		}
	}
	return nil
}

// pairOrder is the representative of the indices of (pq|rs) = (qp|rs) = (pq|sr), and of (rs|pq) where the spins are alike.
func pairOrder(at [4]int, alike bool) [4]int {
	a, b := [2]int{max(at[0], at[1]), min(at[0], at[1])}, [2]int{max(at[2], at[3]), min(at[2], at[3])}
	if alike && (a[0] < b[0] || a[0] == b[0] && a[1] < b[1]) {
		a, b = b, a
	}
	return [4]int{a[0], a[1], b[0], b[1]}
}

// put keeps a value, which may be given twice only if it is the same.
func put[K comparable](m map[K]float64, k K, v float64) error {
	if old, ok := m[k]; ok && math.Abs(old-v) > 1e-8*max(1, math.Abs(v)) {
		return fmt.Errorf("the integral is given twice, as %g and as %g", old, v)
	}
	m[k] = v
	return nil
}

// OneAt is ⟨p|h|q⟩ of a spin.
func (d *FCIDump) OneAt(spin, p, q int) float64 { return d.One[spin][[2]int{max(p, q), min(p, q)}] }

// TwoAt is (pq|rs), p and q of spin s, r and t of spin u.
func (d *FCIDump) TwoAt(s, u, p, q, r, t int) float64 {
	if s > u {
		s, u, p, q, r, t = u, s, r, t, p, q
	}
	return d.Two[s][u][pairOrder([4]int{p, q, r, t}, s == u)]
}
