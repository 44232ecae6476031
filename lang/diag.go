package lang

// Severity of a diagnostic.
type Severity int

// Severities.
const (
	Error Severity = iota
	Warning
)

// String is "error" or "warning".
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// Label marks a place and says what was found there.
type Label struct {
	Span Span
	Text string
}

// Help is a mend: a sentence, and code to paste where one is known.
type Help struct {
	Text    string
	Replace string // replacement for Span; empty if Text says it all
	Span    Span
}

// Diagnostic is a finding about a program, as data. Render shows it.
type Diagnostic struct {
	Severity Severity
	Code     string // G0301; `gibbs explain` tells more
	Message  string // the headline: what is wrong, with the names of the program
	Span     Span   // the primary place
	At       string // what was found at the primary place
	Labels   []Label
	Why      string // one sentence of physics or mathematics
	Here     string // the sizes or values at hand
	Helps    []Help
}

// Error makes a diagnostic usable as a Go error.
func (d *Diagnostic) Error() string { return d.Code + ": " + d.Message }

// syntax begins a diagnostic of this room; the methods below complete it.
func syntax(code string, at Span, message string) *Diagnostic {
	return &Diagnostic{Code: code, Span: at, Message: message}
}

func (d *Diagnostic) found(what string) *Diagnostic {
	d.At = what
	return d
}

func (d *Diagnostic) label(at Span, text string) *Diagnostic {
	d.Labels = append(d.Labels, Label{at, text})
	return d
}

func (d *Diagnostic) because(why string) *Diagnostic {
	d.Why = why
	return d
}

func (d *Diagnostic) help(text string) *Diagnostic {
	d.Helps = append(d.Helps, Help{Text: text})
	return d
}

// mend is a help that is code for a place.
func (d *Diagnostic) mend(at Span, code string) *Diagnostic {
	d.Helps = append(d.Helps, Help{Text: "write " + code, Replace: code, Span: at})
	return d
}
