package lang

// The data of a diagnostic for --json.
type (
	jsonPos struct {
		Offset int `json:"offset"`
		Line   int `json:"line"`
		Col    int `json:"col"`
	}
	jsonSpan struct {
		File  string  `json:"file"`
		Start jsonPos `json:"start"`
		End   jsonPos `json:"end"`
	}
	jsonLabel struct {
		Span *jsonSpan `json:"span,omitempty"`
		Text string    `json:"text,omitempty"`
	}
	jsonHelp struct {
		Text    string    `json:"text"`
		Replace *string   `json:"replace,omitempty"`
		Span    *jsonSpan `json:"span,omitempty"`
	}
	jsonDiagnostic struct {
		Severity string      `json:"severity"`
		Code     string      `json:"code"`
		Message  string      `json:"message"`
		Span     *jsonSpan   `json:"span,omitempty"`
		At       string      `json:"at,omitempty"`
		Labels   []jsonLabel `json:"labels,omitempty"`
		Why      string      `json:"why,omitempty"`
		Here     string      `json:"here,omitempty"`
		Helps    []jsonHelp  `json:"helps,omitempty"`
	}
)

// JSON is the diagnostic as data to marshal: severity, code, message, span (file, start
// and end as offset in bytes, line, col in runes), at, labels, why, here, helps. A help
// with a span is a replacement of that stretch, an empty one an insertion.
func (d *Diagnostic) JSON() any {
	j := &jsonDiagnostic{
		Severity: d.Severity.String(), Code: d.Code, Message: d.Message, Span: d.Span.json(),
		At: d.At, Why: d.Why, Here: d.Here,
	}
	for _, l := range d.Labels {
		j.Labels = append(j.Labels, jsonLabel{l.Span.json(), l.Text})
	}
	for _, h := range d.Helps {
		help := jsonHelp{Text: h.sentence(), Span: h.Span.json()}
		if help.Span != nil {
			help.Replace = &h.Replace
		}
		j.Helps = append(j.Helps, help)
	}
	return j
}

func (s Span) json() *jsonSpan {
	if s.Source == nil {
		return nil
	}
	return &jsonSpan{s.Source.Name, jsonPos(s.Start), jsonPos(s.End)}
}
