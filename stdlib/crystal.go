package stdlib

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/stdlib/crystal"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/cell"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/cif"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/spacegroup"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/symmetry"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/tokens"
)

// crystalFunctions are the functions of module crystal that are written in Go.
var crystalFunctions = map[string]interp.Native{
	"parse": {Params: "text", Func: parseLine,
		Doc: `the crystal of a line "225-a-La-o-o-o-…-X-a-b-c-α-β-γ": space group, then Wyckoff letter, element and coordinates (fractions or decimals, o is 0) of each site, then X and the conventional cell in Å and degrees`},
	"text": {Params: "s", Func: (*crystal.Structure).Text, Doc: "a crystal as the line that parse reads"},
	"tokenize": {Params: "atoms, tolerance = 0.01, angle = 0", Func: crystal.Tokenize,
		Doc: "the crystal that a cell of atoms is: its space group within a tolerance in Å (and of angles in degrees, if angle is not 0: 5 is what pymatgen takes), and the Wyckoff positions of its atoms in the standard setting; lattice and coordinates are symmetrised"},
	"symmetry": {Params: "atoms, tolerance = 0.01, angle = 0", Func: symmetry.Find,
		Doc: "the operations that take each atom of a cell to within a tolerance in Å of an atom of its element (and of angles of the lattice in degrees, if angle is not 0): space group, how far they move atoms, primitive cell"},
	"collect": {Params: "crystals, sites = 0", Func: collect,
		Doc: "crystals as data of a model, as tokens reads them; they are saved as .jsonl. sites = n asks for n places, 0 for as few as there may be"},
	"structure": {Params: "g, W, A, X, L", Func: structureOf,
		Doc: "the crystal of tokens: space group, letters W[i] (a = 1 … A = 27, 0 for no site), atomic numbers A[i], coordinates X[i,k], k in 1..3, and L[k], k in 1..6: a, b, c in Å over the cube root of the number of atoms, α, β, γ in radians. What symmetry demands is set: coordinates that are not free, equal lengths, right angles"},
	"setting": {Params: "symbol", Func: spacegroup.InSetting,
		Doc: `a space group in the cell that a Hermann-Mauguin symbol tells, standard or not, as in "P b n m" or "P 21/n"; behind a colon the origin or axes where the symbol leaves them open: "F d -3 m :1", "R -3 m :R"`},
	"group":        {Params: "which", Func: groupOf, Doc: "a space group by its number, its Hermann-Mauguin symbol or its Hall symbol"},
	"multiplicity": {Params: "g, letter", Func: multiplicity, Doc: "the number of points of a Wyckoff position in the conventional cell"},
	"min_distance": {Params: "atoms", Func: crystal.MinDistance, Doc: "the shortest distance of two atoms in Å, images in other cells included"},
	"formula":      {Params: "atoms", Func: crystal.Formula, Doc: "the elements by electronegativity, with the smallest counts that are in proportion"},
	"neutral": {Params: "of", Func: ofComposition(crystal.Neutral),
		Doc: `whether charges add up to zero in a crystal, a cell of atoms or a formula such as "CaTiO3", for oxidation states (one for each element, those of SMACT: Davies et al., Chem 1, 617) in which every cation is less electronegative than every anion`},
	"valid_composition": {Params: "of", Func: ofComposition(crystal.ValidComposition),
		Doc: "whether a crystal, a cell of atoms or a formula is one element, or metals only, or neutral: the measure of Xie et al., arXiv:2110.06197"},
	"valid_structure":   {Params: "atoms", Func: crystal.ValidStructure, Doc: "whether no two atoms are nearer than 0.5 Å and the cell has at least 0.1 Å³: the measure of Xie et al., arXiv:2110.06197"},
	"electronegativity": {Params: "element", Func: electronegativity, Doc: "of an element, on Pauling's scale; 0 where it has none"},
	"symbol":            {Params: "number", Func: symbolOf, Doc: "the element of an atomic number from 1 to 118"},
	"number":            {Params: "element", Func: numberOf, Doc: "the atomic number of an element"},
	"tokens": {Params: "file, sites = 0", Func: readTokens,
		Doc: "crystals as data of a model, from a file of JSON lines with g, W, A, X, L, N (see stdlib/crystal/tokens), which may be compressed. With rows r in 1..R and places i in 1..n, padded with 0, the last always empty: .group[r] from 1 to 230; .W[r,i] letters a = 1 … A = 27; .A[r,i] atomic numbers; .X[r,i,k] coordinates in [0, 1), k in 1..3; .L[r,k], k in 1..6, a, b, c in Å over N^(1/3) and α, β, γ in radians; .N[r] atoms in the conventional cell; .rows, .sites are R and n. sites = n asks for n places, 0 for as few as there may be"},
}

const atomsOfFile = "the atoms of the cell of a crystal"

// crystalReaders read files of atoms.
var crystalReaders = map[string]interp.Native{
	".cif":    {Params: "file", Func: readCIF, Doc: atomsOfFile},
	".vasp":   {Params: "file", Func: readPOSCAR, Doc: atomsOfFile},
	".poscar": {Params: "file", Func: readPOSCAR, Doc: atomsOfFile},
	"POSCAR":  {Params: "file", Func: readPOSCAR, Doc: atomsOfFile},
	"CONTCAR": {Params: "file", Func: readPOSCAR, Doc: atomsOfFile},
}

func parseLine(text string) (*crystal.Structure, error) {
	s, err := crystal.Parse(text)
	if err != nil {
		return nil, &interp.Refusal{What: err.Error(), Param: "text", Why: "a crystal is its space group, then letter, element and three coordinates of each site, then X and a, b, c, α, β, γ",
			Help: `crystal.parse("225-a-Na-o-o-o-b-Cl-1/2-1/2-1/2-X-5.64-5.64-5.64-90-90-90")`}
	}
	return s, nil
}

func readCIF(f interp.File) (*cell.Cell, error) { return cif.Read(string(f.Data), spacegroup.Named) }

func readPOSCAR(f interp.File) (*cell.Cell, error) { return cif.ReadPOSCAR(string(f.Data)) }

// groupOf is a space group by number or name.
func groupOf(which any) (*spacegroup.Group, error) {
	switch which := which.(type) {
	case int:
		return spacegroup.Get(which)
	case string:
		return spacegroup.ByName(which)
	case *spacegroup.Group:
		return which, nil
	}
	return nil, &interp.Refusal{What: "a space group has a number or a name", Param: "which", Help: `crystal.group(225), crystal.group("Fm-3m")`}
}

func multiplicity(g any, letter string) (int, error) {
	group, err := groupOf(g)
	if err != nil {
		return 0, err
	}
	p, err := group.Position(letter)
	if err != nil {
		return 0, err
	}
	return p.Multiplicity, nil
}

func readTokens(f interp.File, sites int) (*tokens.Columns, error) {
	records, err := tokens.Read(bytes.NewReader(f.Data))
	if err != nil {
		return nil, err
	}
	return padded(records, sites)
}

// padded lays records out with the given number of sites, or with as few as there may be.
func padded(records []tokens.Record, sites int) (*tokens.Columns, error) {
	if len(records) == 0 {
		return nil, errors.New("there are no crystals")
	}
	if sites == 0 {
		for _, r := range records {
			sites = max(sites, len(r.Letters)+1)
		}
	}
	return tokens.Pad(records, sites)
}

func collect(list []*crystal.Structure, sites int) (*tokens.Columns, error) {
	records := make([]tokens.Record, len(list))
	for i, s := range list {
		records[i] = s.Record()
	}
	return padded(records, sites)
}

// structureOf is the crystal of tokens as a model draws them.
func structureOf(g int, letters, elements []int, x [][3]float64, lattice [6]float64) (*crystal.Structure, error) {
	r := tokens.Record{Group: g, Lattice: lattice}
	if len(elements) != len(letters) || len(x) != len(letters) {
		return nil, &interp.Refusal{What: fmt.Sprintf("%d letters, %d elements and %d coordinates, which should be as many", len(letters), len(elements), len(x)), Param: "W"}
	}
	for i, w := range letters {
		if w != 0 {
			r.Letters = append(r.Letters, w)
			r.Elements = append(r.Elements, elements[i])
			r.Coords = append(r.Coords, x[i])
		}
	}
	crystal.Fill(&r)
	return crystal.FromTokens(r)
}

// ofComposition is a property of a composition as a function of a formula or of atoms.
func ofComposition(f func(map[string]int) bool) func(any) (bool, error) {
	return func(of any) (bool, error) {
		formula, ok := of.(string)
		switch of := of.(type) {
		case *crystal.Structure:
			formula, ok = of.Formula(), true
		case *cell.Cell:
			formula, ok = crystal.Formula(of), true
		}
		if !ok {
			return false, &interp.Refusal{What: "a composition is a formula, a crystal or a cell of atoms", Param: "of", Help: `a formula is a string: "CaTiO3"`}
		}
		count, err := crystal.Composition(formula)
		if err != nil {
			return false, &interp.Refusal{What: err.Error(), Param: "of"}
		}
		return f(count), nil
	}
}

func electronegativity(element string) (float64, error) {
	_, err := numberOf(element)
	return crystal.Electronegativity(element), err
}

func symbolOf(number int) (string, error) {
	if number < 1 || number > tokens.Elements {
		return "", fmt.Errorf("%d is the number of no element", number)
	}
	return cell.Symbol(number), nil
}

func numberOf(element string) (int, error) {
	n := cell.Number(element)
	if n == 0 {
		return 0, fmt.Errorf("%q is the symbol of no element", element)
	}
	return n, nil
}
