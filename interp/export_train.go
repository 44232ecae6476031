package interp

import "github.com/gibbs-lang/gibbs/ad/export"

// trainingOf is the training whose result a value is.
func trainingOf(v Value) (*training, bool) {
	r, ok := v.(*Record)
	if !ok {
		return nil, false
	}
	t, ok := r.Data.(*training)
	return t, ok
}

// exported is the training as a script repeats it.
func (t *training) exported() *export.Training { return nil }
