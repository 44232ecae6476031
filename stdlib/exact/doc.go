// Package exact holds results of statistical mechanics that are known exactly, or by the classical
// approximations that variational free energies are measured against.
//
//   - torus.go: the two-dimensional Ising model on a finite torus (Kaufman 1949)
//   - onsager.go: the same on the infinite lattice (Onsager 1944, Yang 1952)
//   - pairwise.go: any energy of pairs of spins; naive mean field in meanfield.go, the Bethe
//     approximation (belief propagation) in bethe.go
//
// Energies are E = -Σ J s s' over bonds, the Boltzmann constant is 1, F = -T ln Z. Quantities of a
// finite system are totals, not per site. jet.go differentiates a formula twice along the way.
//
// Begin reading at Torus in torus.go.
package exact
