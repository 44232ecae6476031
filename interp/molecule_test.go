package interp

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/gibbs-lang/gibbs/interp/operator"
)

// molecules is the folder of integrals and energies of others.
const molecules = "../../shared/data/molecules"

// molecule is the energy of a molecule in its sector, and its Hamiltonian.
func molecule(t *testing.T, path string) (*Session, *Operator, float64) {
	t.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	code, out, s := runProgram(t, fmt.Sprintf("H = fcidump(%q)\nE = ground(H, sector = H.sector).energy\nassert H == H†", path))
	if code != ExitDone {
		t.Fatalf("%s: exit %d: %s", path, code, out)
	}
	return s, s.main.scope.names["H"].value.(*Operator), real(s.values(t, "E")[0])
}

// Energies of molecules are those of full configuration interaction in another program.
func TestMolecules(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(molecules, "energies.json"))
	if err != nil {
		t.Skip("no molecules beside the project")
	}
	var list []struct {
		Name string
		FCI  float64 `json:"e_fci_recomputed"`
	}
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	small := map[string]bool{"H2": true, "H2_6-31G": true, "H2_cc-pvdz": true, "LiH": true, "BeH2": true, "H2O": true, "HCl": true, "F2": true}
	done := 0
	for _, m := range list {
		if !small[m.Name] {
			continue
		}
		if _, _, e := molecule(t, filepath.Join(molecules, m.Name+".FCIDUMP")); math.Abs(e-m.FCI) > 1e-9 {
			t.Errorf("%s: %.12f, want %.12f", m.Name, e, m.FCI)
		}
		done++
	}
	if done != len(small) {
		t.Errorf("%d molecules, want %d", done, len(small))
	}
}

// The fermions of a molecule and the Pauli strings that another program made of it are one operator.
func TestMoleculeJordanWigner(t *testing.T) {
	for _, name := range []string{"H2", "H2_6-31G", "LiH"} {
		text, err := os.ReadFile(filepath.Join(molecules, name+".pauli.txt"))
		if err != nil {
			t.Skip("no molecules beside the project")
		}
		s, h, _ := molecule(t, filepath.Join(molecules, name+".FCIDUMP"))
		var strings_ []operator.Term
		for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
			word, number, _ := strings.Cut(line, " ")
			v, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
			if err != nil {
				t.Fatal(err)
			}
			term := operator.Term{Coef: complex(v, 0)}
			for i, letter := range word {
				if k := strings.IndexRune("XYZ", letter); k >= 0 {
					term.Factors = append(term.Factors, operator.Factor{Kind: operator.Kind(k), Site: i})
				}
			}
			strings_ = append(strings_, term)
		}
		worst := 0.0
		for _, d := range operator.Difference(operator.JordanWigner(s.context(s.main).terms(nil, h)), strings_) {
			worst = max(worst, math.Hypot(real(d.Coef), imag(d.Coef)))
		}
		if worst > 1e-10 {
			t.Errorf("%s: strings differ by %g", name, worst)
		}
	}
}
