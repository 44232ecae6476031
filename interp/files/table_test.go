package files

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestTables(t *testing.T) {
	two := []int{2, 3}
	numbers := []float64{1, -2.5, 3e-3, 4, 5, 6}
	for _, text := range []string{
		"1,-2.5,3e-3\n4,5,6\n",
		"1, -2.5 ,0.3E-2\r\n4,5,6",
		"\ufeffx,y,z\n1,-2.5,3e-3\n4,5,6\n",
		"a,x,P(a,x)\n1,-2.5,3e-3\n4,5,6\n",
		"T [K]; E, in meV; C\n1 -2.5 3e-3\n4 5 6\n",
		"1;-2.5;3d-3\n4;5;6\n",
		"\ufeff1,-2.5,3e-3\n4,5,6\n",
		"  1   -2.5\t3.0D-03\n\n4 5 6\n\n",
		"# made by hand\nt x y # names\n1 -2.5 3e-3 # first\n#4 5\n4 5 6",
		"\"1\",\"-2.5\",\" 3e-3 \"\n4,5,6\n",
	} {
		shape, values, err := ParseTable([]byte(text))
		if err != nil || !cmp.Equal(shape, two) || !cmp.Equal(values, numbers) {
			t.Errorf("%q: %v %v %v", text, shape, values, err)
		}
	}
	if shape, values, err := ParseTable([]byte("energy\n-1\n-2\n")); err != nil || !cmp.Equal(shape, []int{2, 1}) || values[1] != -2 {
		t.Errorf("one column: %v %v %v", shape, values, err)
	}
}

func TestTablesRefused(t *testing.T) {
	for text, message := range map[string]string{
		"":                                "empty",
		"# nothing\n\n":                   "empty",
		"x,y\n":                           "line 1 is a header, but no rows",
		"1,2\n3\n":                        "line 2 has 1 column, but line 1 has 2",
		"# c\n\nx y\n1 2 3\n4 5\n":        "line 5 has 2 columns, but line 4 has 3",
		"x,y\n1,2\n3,four\n":              `line 3, column 2: "four" is not a number`,
		"1,x\n2,3":                        `line 1, column 2: "x" is not a number`,
		"1,2\nx,y\n":                      `line 2, column 1: "x" is not a number`,
		"1,2,\n":                          "line 1, column 3: the cell is empty",
		"1,nan\n":                         "line 1, column 2: nan is not a finite number",
		"1 2\n3 -Infinity":                "line 2, column 2: -Infinity is not a finite number",
		"1,1e999\n":                       "line 1, column 2: 1e999 is too large",
		"1e999\n2\n":                      "line 1, column 1: 1e999 is too large",
		"0,5;1,5\n2,5;3,5\n":              `line 2, column 1: "2,5" is not a number: the decimal sign is the point`,
		"1;2\n0,5;1\n":                    "the decimal sign is the point",
		"1\n" + strings.Repeat("é", 1000): strings.Repeat("é", 30) + `…" is not a number`,
	} {
		if _, _, err := ParseTable([]byte(text)); err == nil || !strings.Contains(err.Error(), message) {
			t.Errorf("%.40q: message %v lacks %q", text, err, message)
		}
	}
}

// Numbers written in full come back with the same bits.
func TestTableRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns := rapid.IntRange(1, 4).Draw(t, "columns")
		rows := rapid.IntRange(1, 5).Draw(t, "rows")
		values := rapid.SliceOfN(rapid.Float64(), rows*columns, rows*columns).Draw(t, "values")
		separator := rapid.SampledFrom([]string{",", ";", " ", "\t", " , "}).Draw(t, "separator")
		var text strings.Builder
		for i, x := range values {
			fmt.Fprintf(&text, "%v", x)
			if (i+1)%columns == 0 {
				text.WriteString("\n")
			} else {
				text.WriteString(separator)
			}
		}
		shape, got, err := ParseTable([]byte(text.String()))
		if err != nil || !cmp.Equal(shape, []int{rows, columns}) || !cmp.Equal(bits(got), bits(values)) {
			t.Fatalf("%q: %v %v %v", text.String(), shape, got, err)
		}
	})
}

func bits(values []float64) []uint64 {
	list := make([]uint64, len(values))
	for i, x := range values {
		list[i] = math.Float64bits(x)
	}
	return list
}
