package interp

import (
	"fmt"
	"math"
	"testing"
)

// spinChains are ground-state energies by an independent Lanczos program; those of the Ising chain in a transverse field on rings
// agree with free fermions to 2.5e-14.
var spinChains = []struct {
	model  string
	sites  int
	ends   string
	field  float64
	energy float64
}{
	{"ising", 4, "periodic", 0.5, -4.271558410139716},
	{"ising", 4, "periodic", 1.0, -5.226251859505505},
	{"ising", 4, "periodic", 1.5, -6.7600085505561465},
	{"ising", 4, "open", 1.0, -4.758770483143628},
	{"heisenberg", 4, "periodic", 0, -1.9999999999999996},
	{"ising", 6, "periodic", 0.5, -6.384694563603674},
	{"ising", 6, "periodic", 1.0, -7.727406610312552},
	{"ising", 6, "periodic", 1.5, -10.05694642316757},
	{"ising", 6, "open", 1.0, -7.2962298105587555},
	{"heisenberg", 6, "periodic", 0, -2.802775637731996},
	{"ising", 8, "periodic", 0.5, -8.509082235140273},
	{"ising", 8, "periodic", 1.0, -10.251661790966029},
	{"ising", 8, "periodic", 1.5, -13.385005233150773},
	{"ising", 8, "open", 1.0, -9.837951447459416},
	{"heisenberg", 8, "periodic", 0, -3.6510934089371765},
	{"ising", 10, "periodic", 0.5, -10.635604409347954},
	{"ising", 10, "periodic", 1.0, -12.784906442999322},
	{"ising", 10, "periodic", 1.5, -16.72302491394843},
	{"ising", 10, "open", 1.0, -12.381489999654764},
	{"heisenberg", 10, "periodic", 0, -4.5154463544920445},
	{"ising", 12, "periodic", 0.5, -12.762569151024048},
	{"ising", 12, "periodic", 1.0, -15.322595151080762},
	{"ising", 12, "periodic", 1.5, -20.06462468504514},
	{"ising", 12, "open", 1.0, -14.925971109908662},
	{"heisenberg", 12, "periodic", 0, -5.387390917445207},
	{"ising", 14, "periodic", 0.5, -14.88963006625058},
	{"ising", 14, "periodic", 1.0, -17.862808540760998},
	{"ising", 14, "periodic", 1.5, -23.40758298202161},
	{"ising", 14, "open", 1.0, -17.471004054731807},
	{"heisenberg", 14, "periodic", 0, -6.263549533547028},
}

// Ground states of spin chains have the published energies to 1e-9; the Heisenberg chain in the sector without magnetisation, too.
func TestSpinChains(t *testing.T) {
	for _, c := range spinChains {
		t.Run(fmt.Sprintf("%s/%d/%s/%g", c.model, c.sites, c.ends, c.field), func(t *testing.T) {
			t.Parallel()
			h := fmt.Sprintf("-sum(Z[i]*Z[j] for (i,j) in bonds(Λ)) - %g*sum(X[i] for i in Λ)\nE = ground(H).energy", c.field)
			if c.model == "heisenberg" {
				h = "sum(X[i]*X[j] + Y[i]*Y[j] + Z[i]*Z[j] for (i,j) in bonds(Λ))/4\nM = sum(Z[i] for i in Λ)\nE = ground(H, sector = (M, 0)).energy"
			}
			code, out, s := runProgram(t, fmt.Sprintf("Λ = chain(%d, %s)\nX, Y, Z = pauli(Λ)\nH = %s", c.sites, c.ends, h))
			if code != ExitDone {
				t.Fatalf("exit %d: %s", code, out)
			}
			if e := s.values(t, "E")[0]; math.Abs(real(e)-c.energy) > 1e-9 {
				t.Errorf("%.12f, want %.12f", real(e), c.energy)
			}
		})
	}
}
