package stdlib

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/gibbs-lang/gibbs/interp"
	"github.com/gibbs-lang/gibbs/stdlib/exact"
)

// ising holds the functions that module ising is written with.
var ising = map[string]interp.Native{
	"torus_log_z":           torus("ln Z", func(t exact.Thermo) float64 { return t.LogZ }),
	"torus_free_energy":     torus("the free energy", func(t exact.Thermo) float64 { return t.F }),
	"torus_energy":          torus("the energy", func(t exact.Thermo) float64 { return t.E }),
	"torus_entropy":         torus("the entropy", func(t exact.Thermo) float64 { return t.S }),
	"torus_heat_capacity":   torus("the heat capacity", func(t exact.Thermo) float64 { return t.C }),
	"plane_free_energy":     plane("the free energy", func(t exact.Thermo, _ float64) float64 { return t.F }),
	"plane_energy":          plane("the energy", func(t exact.Thermo, _ float64) float64 { return t.E }),
	"plane_entropy":         plane("the entropy", func(t exact.Thermo, _ float64) float64 { return t.S }),
	"plane_heat_capacity":   plane("the heat capacity", func(t exact.Thermo, _ float64) float64 { return t.C }),
	"plane_magnetisation":   plane("the spontaneous magnetisation", func(_ exact.Thermo, m float64) float64 { return m }),
	"mean_field_of":         approximation("naive mean field", (*exact.Pairwise).MeanField),
	"bethe_of":              approximation("the Bethe approximation", (*exact.Pairwise).Bethe),
	"critical_temperature_": {Doc: "critical_temperature_(J): of the infinite square lattice", Call: critical},
}

// torus is a quantity of the Ising model on a periodic square lattice; arguments Λ, J, T.
func torus(what string, pick func(exact.Thermo) float64) interp.Native {
	return interp.Native{
		Doc: "(Λ, J, T): " + what + " of the Ising model on the periodic square lattice Λ, by Kaufman's formula",
		Call: func(args []interp.NativeArg) ([]float64, error) {
			if len(args) != 3 || args[0].Set == nil {
				return nil, errors.New("a lattice, a coupling and a temperature are needed")
			}
			numbers, err := scalars(args[1:])
			if err != nil {
				return nil, err
			}
			set := args[0].Set
			if set.Kind() != "square" || slices.Contains(set.Periodic(), false) {
				return nil, fmt.Errorf("only the periodic square lattice is solved exactly, and this is %s", set)
			}
			t, err := exact.Torus(set.Dims()[0], set.Dims()[1], numbers[0], numbers[1])
			if err != nil {
				return nil, err
			}
			return []float64{pick(t)}, nil
		},
	}
}

// plane is a quantity per site of the Ising model on the infinite square lattice; arguments J, T.
func plane(what string, pick func(site exact.Thermo, magnetisation float64) float64) interp.Native {
	return interp.Native{
		Doc: "(J, T): " + what + " of the Ising model on the infinite square lattice, by Onsager's solution",
		Call: func(args []interp.NativeArg) ([]float64, error) {
			numbers, err := scalars(args)
			if err != nil || len(numbers) != 2 {
				return nil, errors.New("a coupling and a temperature are needed")
			}
			site, m, err := exact.Onsager(numbers[0], numbers[1])
			if err != nil {
				return nil, err
			}
			return []float64{pick(site, m)}, nil
		},
	}
}

// approximation is the free energy of a pairwise energy of spins; arguments J, h, T: a matrix of
// couplings of which the pairs i < j count, fields, a temperature.
func approximation(what string, solve func(*exact.Pairwise, float64, exact.Search) (*exact.Approximation, error)) interp.Native {
	return interp.Native{
		Doc: "(J, h, T): the free energy of E = -Σ J[i,j] s[i] s[j] - Σ h[i] s[i], i < j, in " + what,
		Call: func(args []interp.NativeArg) ([]float64, error) {
			if len(args) != 3 || len(args[0].Shape) != 2 || args[0].Shape[0] != args[0].Shape[1] {
				return nil, errors.New("a square matrix of couplings, an array of fields and a temperature are needed")
			}
			n := args[0].Shape[0]
			if len(args[1].Shape) != 1 || args[1].Shape[0] != n {
				return nil, fmt.Errorf("%d fields are needed, one for each spin", n)
			}
			numbers, err := scalars(args[2:])
			if err != nil {
				return nil, err
			}
			p := &exact.Pairwise{N: n, Fields: args[1].Values}
			for i := range n {
				for j := i + 1; j < n; j++ {
					if v := args[0].Values[i*n+j]; v != 0 {
						p.Couplings = append(p.Couplings, exact.Coupling{I: i, J: j, Value: v})
					}
				}
			}
			a, err := solve(p, numbers[0], exact.Search{})
			if err != nil {
				return nil, err
			}
			return []float64{a.F}, nil
		},
	}
}

func critical(args []interp.NativeArg) ([]float64, error) {
	numbers, err := scalars(args)
	if err != nil || len(numbers) != 1 || !(numbers[0] > 0) || math.IsInf(numbers[0], 1) {
		return nil, errors.New("a positive coupling is needed")
	}
	return []float64{exact.CriticalTemperature(numbers[0])}, nil
}

// scalars reads arguments that are single numbers.
func scalars(args []interp.NativeArg) ([]float64, error) {
	list := make([]float64, len(args))
	for i, a := range args {
		if a.Set != nil || a.Pairs != nil || len(a.Values) != 1 {
			return nil, errors.New("a number is needed")
		}
		list[i] = a.Values[0]
	}
	return list, nil
}
