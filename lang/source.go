package lang

// MaxSource is the greatest length of a source, in bytes.
const MaxSource = 16 << 20

// NewSource makes a source of a text; name is how diagnostics call it.
func NewSource(name, text string) *Source { return &Source{Name: name, Text: text} }

// join is the span from the start of a to the end of b.
func join(a, b Span) Span { return Span{a.Source, a.Start, b.End} }

// slice is the text of a span, empty for the zero Span.
func (s Span) slice() string {
	if s.Source == nil {
		return ""
	}
	return s.Source.Text[s.Start.Offset:s.End.Offset]
}
