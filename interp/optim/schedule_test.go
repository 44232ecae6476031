package optim

import (
	"math"
	"strings"
	"testing"
)

func TestSchedules(t *testing.T) {
	flat, err := Constant(0.3)
	if err != nil {
		t.Fatal(err)
	}
	wave, err := Cosine(1e-3, 1e-5)
	if err != nil {
		t.Fatal(err)
	}
	warm, err := Warmup(4, wave)
	if err != nil {
		t.Fatal(err)
	}
	if flat(1, 0) != 0.3 || flat(9, 1) != 0.3 {
		t.Error("constant changes")
	}
	if wave(1, 0) != 1e-3 || wave(9, 1) != 1e-5 {
		t.Errorf("cosine goes from %v to %v", wave(1, 0), wave(9, 1))
	}
	closeTo(t, "half way", wave(5, 0.5), 5.05e-4, 1e-15)
	closeTo(t, "a third of the way", wave(5, 1.0/3), 0.75e-3+0.25e-5, 1e-15)
	for step, want := range map[int]float64{1: 0.25e-3, 3: 0.75e-3, 4: 1e-3, 5: 1e-3} {
		closeTo(t, "warm-up", warm(step, 0), want, 1e-15)
	}
	if free, err := Cosine(1, 0); err != nil || free(9, 1) != 0 {
		t.Errorf("cosine may end at zero: %v", err)
	}
}

func TestSchedulesRefused(t *testing.T) {
	for _, bad := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		if _, err := Constant(bad); err == nil || !strings.Contains(err.Error(), "positive") {
			t.Errorf("constant(%v): %v", bad, err)
		}
		if _, err := Cosine(bad, 1); err == nil {
			t.Errorf("cosine(%v, 1)", bad)
		}
		if _, err := Cosine(1, bad); bad != 0 && err == nil {
			t.Errorf("cosine(1, %v)", bad)
		}
	}
	if _, err := Warmup(0, nil); err == nil {
		t.Error("warmup of no steps")
	}
}
