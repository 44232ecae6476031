package dist

import (
	"slices"
	"testing"

	"github.com/gibbs-lang/gibbs/ad"
)

func TestBind(t *testing.T) {
	for _, c := range []struct {
		row   *Row
		pos   int
		named []string
		want  []string
		err   string
	}{
		{normal, 2, nil, []string{"mean", "sd"}, ""},
		{normal, 1, []string{"sd"}, []string{"mean"}, ""},
		{normal, 1, []string{"mean"}, nil, "mean of normal is given twice"},
		{normal, 1, nil, nil, "normal needs sd; it is normal(mean, sd)"},
		{normal, 3, nil, nil, "normal has 1 argument too many; it is normal(mean, sd)"},
		{normal, 1, []string{"sigma"}, nil, "normal has no argument sigma; it is normal(mean, sd)"},
		{spin, 0, []string{"field"}, []string{}, ""},
		{spin, 1, nil, nil, "the arguments of spin need a name that says what is meant; it is spin(logit=) or spin(field=) or spin(p=)"},
		{spin, 0, []string{"p", "p"}, nil, "p of spin is given twice"},
		{categorical, 0, []string{"logits", "support"}, []string{}, ""},
		{categorical, 0, []string{"support"}, nil, "categorical needs p; it is categorical(p=, support=) or categorical(logits=, support=)"},
	} {
		got, err := c.row.Bind(c.pos, c.named)
		switch {
		case err != nil && err.Error() != c.err, err == nil && c.err != "":
			t.Errorf("%s, %d and %v: error %q, want %q", c.row.Name, c.pos, c.named, err, c.err)
		case err == nil && !slices.Equal(got, c.want):
			t.Errorf("%s, %d and %v: %v, want %v", c.row.Name, c.pos, c.named, got, c.want)
		}
	}
}

func TestCheckFindsTheElement(t *testing.T) {
	g := ad.NewGraph()
	i, k := g.Axis("i", 2), g.Axis("k", 3)
	sd := g.Table([]*ad.Axis{i, k}, []float64{1, 2, 3, 4, -5, 6}, ad.Real)
	problems := normal.Check(g, Args{"mean": {Node: g.Const(0)}, "sd": {Node: sd}}, nil, nil)
	if len(problems) != 1 {
		t.Fatalf("problems %v", problems)
	}
	if p := problems[0]; p.String() != "sd must be positive, and is -5" || !slices.Equal(p.At, []int{1, 1}) {
		t.Errorf("%v at %v", p, p.At)
	}
	problems = uniform.Check(g, Args{"lo": {Node: g.Const(1)}, "hi": {Node: g.Const(0)}}, nil, nil)
	if len(problems) != 1 || problems[0].String() != "lo and hi must be in order, lo < hi" {
		t.Errorf("problems %v", problems)
	}
	open := g.Input("x", ad.Real)
	if problems := normal.Check(g, Args{"mean": {Node: open}, "sd": {Node: open}}, nil, nil); len(problems) != 0 {
		t.Errorf("what is not constant cannot be checked, but: %v", problems)
	}
	p := Arg{Node: g.Table([]*ad.Axis{k}, []float64{0.2, 0.2, 0.5}, ad.Real), Axes: []*ad.Axis{k}}
	if problems := categorical.Check(g, Args{"p": p}, nil, nil); len(problems) != 1 || problems[0].Text != "must add up to 1" {
		t.Errorf("problems %v", problems)
	}
}

// TestTable: every row is complete and consistent with itself.
func TestTable(t *testing.T) {
	for _, name := range Names() {
		r := Find(name)
		if r.Doc == "" || r.density == nil || r.draw == nil || len(r.Forms) == 0 {
			t.Errorf("%s is incomplete", name)
		}
		for _, f := range append(r.Forms, r.Optional) {
			for _, n := range f {
				if r.param(n) == nil {
					t.Errorf("%s has a form with the unknown argument %s", name, n)
				}
			}
		}
		for _, rel := range r.Joint {
			for _, n := range rel.Names {
				if r.param(n) == nil {
					t.Errorf("%s has a condition on the unknown argument %s", name, n)
				}
			}
		}
	}
	if Find("gauss") != nil {
		t.Error("found a distribution that does not exist")
	}
}
