package lang

// The layout of a source: which brackets belong together, and which ends of lines end a
// statement. Inside ( ) and [ ] none does; inside { } lines are statements again. An end
// of line is no end of a statement after an operator, nor before one.

var goesOnAfter = setOf(",", "=", "~", "->", "propto", "for", "in", "if", "then", "else", "over", "using", "with", "∇")

var goesOnBefore = setOf("propto", "over", "using", "with", "for", "then", "else")

// continuesAfter tells whether a statement goes on behind a token at the end of its line.
func continuesAfter(t *token) bool {
	if t.kind != signToken && t.kind != keywordToken {
		return false
	}
	_, infix := infixLevels[t.text]
	_, prefix := prefixLevels[t.text]
	return infix || prefix || goesOnAfter[t.text] || foreignInfix[t.text] != ""
}

// continuesBefore tells whether the first token of a line carries on the statement above.
func continuesBefore(t, next *token) bool {
	if t.kind != signToken && t.kind != keywordToken {
		return false
	}
	if t.text == "-" {
		return next.space
	}
	if t.text == "not" {
		return next.is("in")
	}
	_, infix := infixLevels[t.text]
	return infix || goesOnBefore[t.text] || foreignInfix[t.text] != ""
}

// layout removes comments and ends of lines from the raw tokens, in their place, pairs
// brackets, and puts in the ends of statements. At the prompt the beginning
// of a line counts only inside braces, since what stands above has already been answered.
func layout(raw []token, prompt bool) []token {
	words := raw[:0]
	for _, t := range raw {
		if t.kind != newlineToken && t.kind != commentToken {
			words = append(words, t)
		}
	}
	pairBrackets(words)
	return endStatements(words, prompt)
}

// pairBrackets sets the mates. A closing bracket takes the nearest open one of its shape
// and leaves those between unpaired; if none is open, it meets the nearest of any shape
// as a mismatch.
func pairBrackets(words []token) {
	var open []int
	count := map[string]int{}
	shape := map[string]string{")": "(", "]": "[", "}": "{"}
	for i := range words {
		t := &words[i]
		switch {
		case t.opens():
			open = append(open, i)
			count[t.text]++
		case t.closes() && count[shape[t.text]] > 0:
			for {
				top := open[len(open)-1]
				open = open[:len(open)-1]
				count[words[top].text]--
				if words[top].text == shape[t.text] {
					words[top].mate, t.mate = i, top
					break
				}
			}
		case t.closes() && len(open) > 0 && t.text != "}" && !words[open[len(open)-1]].is("{"):
			top := open[len(open)-1]
			open = open[:len(open)-1]
			count[words[top].text]--
			words[top].mate, t.mate = mismatched-i, mismatched-top
		}
	}
}

// opening is an open bracket while the ends of statements are found.
type opening struct {
	brace  bool
	paired bool
	margin int // column of the first word of the statement it stands in
}

// endStatements puts in the ends of statements. An unpaired bracket reaches up to the
// first line that is not indented more than the statement it stands in.
func endStatements(words []token, prompt bool) []token {
	out := make([]token, 0, len(words)+len(words)/8+1)
	place := make([]int, len(words)) // of each word in out
	var open []opening
	margin, fresh := 1, true
	for i := range words {
		t := words[i]
		if t.first && i > 0 || t.kind == eofToken {
			cut := t.kind == eofToken
			for len(open) > 0 && !open[len(open)-1].paired && (cut || t.span.Start.Col <= open[len(open)-1].margin) {
				open, cut = open[:len(open)-1], true
			}
			if cut || endsLine(words, i, open, prompt) {
				out = append(out, token{kind: eolToken, span: Span{t.span.Source, t.span.Start, t.span.Start}, mate: unpaired})
				fresh = true
			}
		}
		if fresh {
			margin, fresh = t.span.Start.Col, false
		}
		place[i] = len(out)
		out = append(out, t)
		switch {
		case t.opens():
			open = append(open, opening{t.is("{"), t.mate != unpaired, margin})
			fresh = t.is("{")
		case t.closes() && t.mate != unpaired:
			open, margin = closeTo(open, t.is("}"), margin)
		case t.is(";"):
			fresh = true
		}
	}
	for i := range words {
		w := &out[place[i]]
		switch {
		case w.mate >= 0:
			w.mate = place[w.mate]
		case w.mate <= mismatched:
			w.mate = mismatched - place[mismatched-w.mate]
		}
	}
	return out
}

// closeTo drops what a closing bracket closes, unpaired brackets above its mate included.
func closeTo(open []opening, brace bool, margin int) ([]opening, int) {
	for len(open) > 0 {
		top := open[len(open)-1]
		open = open[:len(open)-1]
		if brace {
			margin = top.margin
		}
		if top.paired {
			break
		}
	}
	return open, margin
}

// endsLine tells whether a statement ends before the word i, the first of its line.
func endsLine(words []token, i int, open []opening, prompt bool) bool {
	braced := len(open) > 0 && open[len(open)-1].brace
	if len(open) > 0 && !braced {
		return false
	}
	before := &words[i-1]
	if before.is(";") || before.is("{") {
		return true
	}
	if continuesAfter(before) {
		return false
	}
	return prompt && !braced || !continuesBefore(&words[i], &words[i+1])
}

// Incomplete tells whether a text given at the prompt waits for more lines: a bracket is
// open, or its last word is one behind which a statement goes on.
func Incomplete(text string) bool {
	words := layout(scan(NewSource("", text)), true)
	var last *token
	for i := range words {
		t := &words[i]
		switch {
		case t.kind == eofToken || t.kind == eolToken:
			continue
		case t.closes() && t.mate < 0 || t.kind == badToken:
			return false
		}
		last = t
	}
	if last == nil {
		return false
	}
	for i := range words {
		if words[i].opens() && words[i].mate == unpaired {
			return true
		}
	}
	return continuesAfter(last)
}
