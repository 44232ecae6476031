package export

import "github.com/gibbs-lang/gibbs/ad"

// Training is how parameters are trained: by Adam on the derivative of an objective.
type Training struct {
	Objective Function // of the parameters, the key of its draws and what Step, Progress and Rows are
	Step      *ad.Node // the number of the step, from 1; nil: not read
	Progress  *ad.Node // from 0 to 1 over the training; nil: not read
	Steps     int
	Rates     []float64 // the learning rate of each step; one number where it does not change
	Sign      float64   // -1: the objective is made larger
	Beta1     float64
	Beta2     float64
	Eps       float64
	Decay     float64
}
