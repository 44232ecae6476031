package lang

import (
	"testing"

	"pgregory.net/rapid"
)

func TestSuggest(t *testing.T) {
	names := []string{"size", "square", "channels", "β", "Λ", "σ₊", "logdet", "x₁", "temperature"}
	for name, want := range map[string]string{
		"sise": "size", "isze": "size", "Size": "size", "chanels": "channels", "beta": "β", "Lambda": "Λ", "lambda": "Λ",
		"log_det": "logdet", "x1": "x₁", "temprature": "temperature", "zebra": "", "q": "", "size": "", "": "",
	} {
		if got := Suggest(name, names); got != want {
			t.Errorf("%q suggests %q, not %q", name, got, want)
		}
	}
	if got := Suggest("A", []string{"Α"}); got != "Α" {
		t.Error("the Greek look-alike of A is not suggested")
	}
}

func TestLookAlikes(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{{"A", "Α", true}, {"A", "А", true}, {"A", "A", false}, {"a", "A", false}, {"x₁", "х₁", true}, {"Σ", "S", false}} {
		if LookAlikes(c.a, c.b) != c.want {
			t.Errorf("%s and %s", c.a, c.b)
		}
	}
}

// TestDistanceIsAMetric checks the laws of a metric, and that one change is one apart.
func TestDistanceIsAMetric(t *testing.T) {
	word := rapid.SliceOfN(rapid.RuneFrom([]rune("abc")), 0, 6)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		ab := distance(a, b)
		if ab != distance(b, a) || (ab == 0) != (string(a) == string(b)) {
			t.Fatalf("%s and %s are %d apart", string(a), string(b), ab)
		}
		if ab < max(len(a), len(b))-min(len(a), len(b)) || ab > max(len(a), len(b)) {
			t.Fatalf("%s and %s are %d apart", string(a), string(b), ab)
		}
		if len(a) > 0 {
			i := rapid.IntRange(0, len(a)-1).Draw(t, "i")
			shorter := append(a[:i:i], a[i+1:]...)
			if d := distance(a, shorter); d != 1 {
				t.Fatalf("%s without a letter is %d away", string(a), d)
			}
		}
	})
}

func TestNormalize(t *testing.T) {
	for name, want := range map[string]string{
		"x": "x", "µ": "μ", "∆t": "Δt", "ɛ_0": "ε_0", "ϵ": "ε", "e\u0301": "é", "\u212B": "Å", "x̂": "x̂", "Ω": "Ω",
	} {
		if got := Normalize(name); got != want {
			t.Errorf("%q becomes %q", name, got)
		}
	}
}
