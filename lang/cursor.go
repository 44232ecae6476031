package lang

// Small steps of the reader over its tokens.

func (r *reader) tok() *token { return &r.toks[r.pos] }

// next is the token behind the one at hand.
func (r *reader) next() *token { return &r.toks[min(r.pos+1, len(r.toks)-1)] }

// take gives the token at hand and passes it.
func (r *reader) take() *token {
	t := &r.toks[r.pos]
	if t.kind != eofToken {
		r.pos++
	}
	return t
}

// is tells whether the token at hand is this sign or keyword.
func (r *reader) is(text string) bool { return r.tok().is(text) }

// accept passes the token at hand if it is this sign or keyword.
func (r *reader) accept(text string) bool {
	if r.is(text) {
		r.pos++
		return true
	}
	return false
}

// since is the span from the token i to the last one passed.
func (r *reader) since(i int) Span { return r.span(i, r.pos) }

// span is the stretch of the tokens from i to before j, ends of statements left out.
func (r *reader) span(i, j int) Span {
	for j > i+1 && r.toks[j-1].kind == eolToken {
		j--
	}
	return join(r.toks[i].span, r.toks[max(i, j-1)].span)
}

// deeper counts a level of nesting; the caller takes it back.
func (r *reader) deeper(t *token, levels int) {
	r.depth += levels
	if r.depth > maxDepth {
		r.bail(syntax("G0121", t.span, "this nests deeper than 200 levels").
			because("a formula that deep is no longer read by anyone").
			help("give the inner parts names"))
	}
}

// inside reads what stands between brackets, where `in` is a comparison again.
func inside[T any](r *reader, open *token, read func() T) T {
	r.checkPaired(open)
	r.deeper(open, 1)
	noIn := r.noIn
	r.noIn = false
	x := read()
	r.noIn = noIn
	r.depth--
	return x
}

var closing = map[string]string{"(": ")", "[": "]", "{": "}"}

// longLine is how far checkPaired looks for a quote, in tokens.
const longLine = 1000

// checkPaired gives up at an opening bracket that nothing closes.
func (r *reader) checkPaired(t *token) {
	if t.mate >= 0 {
		return
	}
	if t.mate <= mismatched {
		c := &r.toks[mismatched-t.mate]
		r.bail(syntax("G0104", c.span, t.text+" is closed by "+c.text).found("closes "+t.text).
			label(t.span, "opened here").mend(c.span, closing[t.text]))
	}
	for i := r.pos; i < min(len(r.toks), r.pos+longLine) && r.toks[i].kind != eolToken; i++ {
		if b := &r.toks[i]; b.bad != nil && b.bad.Code == "G0105" {
			r.bail(b.bad) // the quote has swallowed the bracket
		}
		if r.toks[i].span.Start.Line > t.span.Start.Line {
			break
		}
	}
	r.bail(syntax("G0103", t.span, t.text+" is never closed").found("opened here").help("close it with " + closing[t.text]))
}
