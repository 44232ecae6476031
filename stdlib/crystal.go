package stdlib

import (
	"bytes"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/stdlib/crystal"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/cell"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/cif"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/spacegroup"
	"github.com/gibbs-lang/gibbs/stdlib/crystal/tokens"
)

// crystalFunctions are the functions of module crystal that are written in Go.
var crystalFunctions = map[string]interp.Native{
	"parse": {Params: "text", Func: parseLine,
		Doc: "the crystal of a line \"225-a-La-o-o-o-…-X-a-b-c-α-β-γ\": space group, then Wyckoff letter, element and coordinates (fractions or decimals, o is 0) of each site, then X and the conventional cell in Å and degrees"},
	"text":         {Params: "s", Func: (*crystal.Structure).Text, Doc: "a crystal as the line that parse reads"},
	"tokenize":     {Params: "atoms, tolerance = 0.01", Func: crystal.Tokenize, Doc: "the crystal that a list of atoms is: its space group within a tolerance in Å, and the Wyckoff positions of its atoms in the standard setting; lattice and coordinates are symmetrised"},
	"group":        {Params: "which", Func: groupOf, Doc: "a space group by its number, its Hermann-Mauguin symbol or its Hall symbol"},
	"multiplicity": {Params: "g, letter", Func: multiplicity, Doc: "the number of points of a Wyckoff position in the conventional cell"},
	"min_distance": {Params: "atoms", Func: crystal.MinDistance, Doc: "the shortest distance of two atoms in Å, images in other cells included"},
	"formula":      {Params: "atoms", Func: crystal.Formula, Doc: "the elements by electronegativity, with the smallest counts that are in proportion"},
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
	if sites == 0 {
		for _, r := range records {
			sites = max(sites, len(r.Letters)+1)
		}
	}
	return tokens.Pad(records, sites)
}
