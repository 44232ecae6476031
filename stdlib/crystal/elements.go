package crystal

import "github.com/gibbs-lang/gibbs/stdlib/crystal/cell"

// negativity is the electronegativity on Pauling's scale by atomic number, as
// Allred has it, J. Inorg. Nucl. Chem. 17, 215 (1961), and Pauling's estimates
// where he has none; 0 where there is none.
var negativity = [...]float64{
	1: 2.20, 0, // H He
	3: 0.98, 1.57, 2.04, 2.55, 3.04, 3.44, 3.98, 0, // Li to Ne
	11: 0.93, 1.31, 1.61, 1.90, 2.19, 2.58, 3.16, 0, // Na to Ar
	19: 0.82, 1.00, 1.36, 1.54, 1.63, 1.66, 1.55, 1.83, 1.88, 1.91, 1.90, 1.65, // K to Zn
	31: 1.81, 2.01, 2.18, 2.55, 2.96, 3.00, // Ga to Kr
	37: 0.82, 0.95, 1.22, 1.33, 1.6, 2.16, 1.9, 2.2, 2.28, 2.20, 1.93, 1.69, // Rb to Cd
	49: 1.78, 1.96, 2.05, 2.1, 2.66, 2.6, // In to Xe
	55: 0.79, 0.89, 1.10, 1.12, 1.13, 1.14, 1.13, 1.17, 1.2, 1.2, 1.1, 1.22, 1.23, 1.24, 1.25, 1.1, 1.27, // Cs to Lu
	72: 1.3, 1.5, 2.36, 1.9, 2.2, 2.2, 2.28, 2.54, 2.00, // Hf to Hg
	81: 1.62, 2.33, 2.02, 2.0, 2.2, 2.2, // Tl to Rn
	87: 0.7, 0.9, 1.1, 1.3, 1.5, 1.38, 1.36, 1.28, 1.13, 1.28, 1.3, 1.3, 1.3, 1.3, 1.3, 1.3, 1.3, // Fr to Lr
	118: 0,
}

// Electronegativity of an element on Pauling's scale; 0 where it has none.
func Electronegativity(element string) float64 { return negativity[cell.Number(element)] }

// negativityOrder puts elements without electronegativity last in formulas.
func negativityOrder(element string) float64 {
	if x := Electronegativity(element); x > 0 {
		return x
	}
	return 10
}
