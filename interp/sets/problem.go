package sets

import "fmt"

// Problem is why a set cannot be made.
type Problem struct {
	What string // what is wrong, with the sizes at hand
	Why  string // the reason, one sentence of mathematics
	Mend string // what to do about it
}

// Error is what is wrong.
func (p *Problem) Error() string { return p.What }

// problem completes a message by its reason and its mend.
func problem(why, mend string, what string, args ...any) *Problem {
	return &Problem{fmt.Sprintf(what, args...), why, mend}
}
