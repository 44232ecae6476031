package stdlib

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/interp/sets"
	"github.com/gibbs-lang/gibbs/stdlib/exact"
)

// ising holds the functions that module ising is written with.
var ising = map[string]interp.Native{
	"torus_log_z_":          torus("ln Z", func(t exact.Thermo) float64 { return t.LogZ }),
	"torus_free_energy_":    torus("the free energy", func(t exact.Thermo) float64 { return t.F }),
	"torus_energy_":         torus("the energy", func(t exact.Thermo) float64 { return t.E }),
	"torus_entropy_":        torus("the entropy", func(t exact.Thermo) float64 { return t.S }),
	"torus_heat_capacity_":  torus("the heat capacity", func(t exact.Thermo) float64 { return t.C }),
	"plane_free_energy_":    plane("the free energy", func(t exact.Thermo, _ float64) float64 { return t.F }),
	"plane_energy_":         plane("the energy", func(t exact.Thermo, _ float64) float64 { return t.E }),
	"plane_entropy_":        plane("the entropy", func(t exact.Thermo, _ float64) float64 { return t.S }),
	"plane_heat_capacity_":  plane("the heat capacity", func(t exact.Thermo, _ float64) float64 { return t.C }),
	"plane_magnetisation_":  plane("the spontaneous magnetisation", func(_ exact.Thermo, m float64) float64 { return m }),
	"mean_field_of_":        approximation("naive mean field", (*exact.Pairwise).MeanField),
	"bethe_of_":             approximation("the Bethe approximation", (*exact.Pairwise).Bethe),
	"critical_temperature_": {Params: "J", Doc: "the critical temperature of the infinite square lattice", Func: critical},
}

// torus is a quantity of the Ising model on a periodic square lattice.
func torus(what string, pick func(exact.Thermo) float64) interp.Native {
	return interp.Native{
		Params: "Λ, J, T",
		Doc:    what + " of the Ising model on the periodic square lattice Λ, by Kaufman's formula",
		Func: func(set *sets.Set, j, temperature float64) (float64, error) {
			if set.Kind() != "square" || slices.Contains(set.Periodic(), false) {
				return 0, &interp.Refusal{What: fmt.Sprintf("only the periodic square lattice is solved exactly, and this is %s", set), Param: "Λ"}
			}
			t, err := exact.Torus(set.Dims()[0], set.Dims()[1], j, temperature)
			if err != nil {
				return 0, err
			}
			return pick(t), nil
		},
	}
}

// plane is a quantity per site of the Ising model on the infinite square lattice.
func plane(what string, pick func(site exact.Thermo, magnetisation float64) float64) interp.Native {
	return interp.Native{
		Params: "J, T",
		Doc:    what + " of the Ising model on the infinite square lattice, by Onsager's solution",
		Func: func(j, temperature float64) (float64, error) {
			site, m, err := exact.Onsager(j, temperature)
			if err != nil {
				return 0, err
			}
			return pick(site, m), nil
		},
	}
}

// approximation is the free energy of a pairwise energy of spins: of a matrix of couplings the pairs i < j count.
func approximation(what string, solve func(*exact.Pairwise, float64, exact.Search) (*exact.Approximation, error)) interp.Native {
	return interp.Native{
		Params: "J, h, T",
		Doc:    "the free energy of E = -Σ J[i,j] s[i] s[j] - Σ h[i] s[i], i < j, in " + what,
		Func: func(couplings [][]float64, fields []float64, temperature float64) (float64, error) {
			n := len(fields)
			if len(couplings) != n || n > 0 && len(couplings[0]) != n {
				return 0, &interp.Refusal{What: fmt.Sprintf("%d fields need %d × %d couplings", n, n, n), Param: "J"}
			}
			p := &exact.Pairwise{N: n, Fields: fields}
			for i := range n {
				for j := i + 1; j < n; j++ {
					if v := couplings[i][j]; v != 0 {
						p.Couplings = append(p.Couplings, exact.Coupling{I: i, J: j, Value: v})
					}
				}
			}
			a, err := solve(p, temperature, exact.Search{})
			if err != nil {
				return 0, err
			}
			return a.F, nil
		},
	}
}

func critical(j float64) (float64, error) {
	if !(j > 0) || math.IsInf(j, 1) {
		return 0, errors.New("a positive coupling is needed")
	}
	return exact.CriticalTemperature(j), nil
}
