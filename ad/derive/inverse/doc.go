// Package inverse finds inverses and log-determinants of maps that are written forwards.
//
// # The system
//
// A map y = T(z) is a graph. Every element of every node between z and y is a variable, and each but
// those of z is the left side of one equation: element = operation(elements it reads). What an
// equation reads is known exactly, through positions, guards, structural zeros and recurrences. Known at
// the beginning are the outputs.
//
// An equation with exactly one unknown is solved for it, forwards for its left side or backwards for an
// operand, and each equation is used once. So a coupling takes two steps, and a triangular system goes
// along its index; neither is a special case. Where nothing is left with one unknown,
//
//   - an equation is sought all unknowns of which enter through one element; it is solved for that element,
//     linearly, or, if its derivative is proved to have one sign, by a bracketed Newton iteration;
//   - equations that are affine in as many unknowns are solved together, by LU decomposition.
//
// An unknown that remains, or an equation that is left over, is a refusal, which says why.
//
// # What comes of it
//
// Variables that become known in the same way are a group, and one expression over whole arrays. Groups
// that need each other in a circle become Refs: recurrences, like those of a model's draws.
//
// log|det ∂y/∂z| is the sum over equations of log|∂(equation)/∂(what it was solved for)|: in the order of
// solving the equations' matrix is block triangular. It is an expression in forward values, in closed and
// stable form. It is right only because every equation, of intermediate values too, is used once.
//
// # Where to begin
//
// map.go is the interface; system.go what equations read; solve.go the order of solving; rules.go and
// curves.go how operations are undone; paths.go, prove.go and newton.go unknowns that are met several times;
// blocks.go and matrix.go linear systems; build.go the expressions; image.go where targets lie in the image; refuse.go
// and text.go the refusals; interval.go and ranges.go the intervals that proofs rest on.
package inverse
