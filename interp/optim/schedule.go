package optim

import (
	"fmt"
	"math"
)

// Schedule is the learning rate at a step, counted from 1, and a progress that grows from 0 at the
// first step to 1 at the last.
type Schedule func(step int, progress float64) float64

// Constant is the same rate at all times. It fails if the rate is not a positive number.
func Constant(rate float64) (Schedule, error) {
	if err := positive("the learning rate", rate); err != nil {
		return nil, err
	}
	return func(int, float64) float64 { return rate }, nil
}

// Cosine falls (or rises) from one rate to the other along half a cosine wave: slowly, fast and
// slowly again (Loshchilov and Hutter, arXiv:1608.03983, equation 5 without restarts). It fails
// if from is not positive or to is negative.
func Cosine(from, to float64) (Schedule, error) {
	if err := positive("the first rate of cosine", from); err != nil {
		return nil, err
	}
	if to != 0 {
		if err := positive("the last rate of cosine", to); err != nil {
			return nil, err
		}
	}
	return func(_ int, progress float64) float64 {
		w := (1 + math.Cos(math.Pi*progress)) / 2
		return from*w + to*(1-w)
	}, nil
}

// Warmup multiplies a schedule by step/n during the first n steps, so that step n is the first at
// its full rate. It fails if n is less than 1.
func Warmup(n int, then Schedule) (Schedule, error) {
	if n < 1 {
		return nil, fmt.Errorf("a warm-up of %d steps: it needs at least 1", n)
	}
	return func(step int, progress float64) float64 {
		return then(step, progress) * min(1, float64(step)/float64(n))
	}, nil
}

func positive(what string, x float64) error {
	if !(x > 0) || math.IsInf(x, 0) {
		return fmt.Errorf("%s is %v: it must be a positive number", what, x)
	}
	return nil
}
