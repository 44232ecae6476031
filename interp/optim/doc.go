// Package optim moves parameters along gradients: gradient descent with momentum, Adam and AdamW,
// learning-rate schedules, and clipping of the global norm.
//
// Parameters are a list of packed stores. A Method is what a user chooses; Start gives the
// Optimizer that carries its running averages, whose State can be saved and restored to the same
// bits. Begin with optim.go, then schedule.go.
package optim
