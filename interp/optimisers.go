package interp

import (
	"fmt"
	"strings"

	"github.com/gibbs-lang/gibbs/interp/optim"
	"github.com/gibbs-lang/gibbs/lang"
)

// optimiser is a method with its learning rate.
type optimiser struct {
	name     string
	method   optim.Method
	schedule optim.Schedule
	constant bool           // the rate does not change
	natural  *optim.Natural // gradients are made natural first; nil: they are not
}

func defaultOptimiser() *optimiser {
	s, err := optim.Constant(1e-3)
	if err != nil {
		panic(err)
	}
	return &optimiser{name: "adam", method: optim.DefaultAdam, schedule: s, constant: true}
}

// optimisers are the built-in functions after using.
func optimisers() map[string]Value {
	out := map[string]Value{}
	for _, name := range []string{"adam", "adamw", "sgd"} {
		out[name] = &Builtin{Name: name, Doc: optimiserDocs[name], Call: func(c ctx, e *lang.Call) Value { return c.makeOptimiser(e, name) }}
	}
	out["sr"] = &Builtin{Name: "sr", Doc: optimiserDocs["sr"], Call: func(c ctx, e *lang.Call) Value { return c.makeNatural(e) }}
	for _, name := range []string{"cosine", "constant", "warmup"} {
		out[name] = &Builtin{Name: name, Doc: optimiserDocs[name], Call: func(c ctx, e *lang.Call) Value { return c.makeSchedule(e, name) }}
	}
	return out
}

var optimiserDocs = map[string]string{
	"adam":     "adam(rate, beta1 = 0.9, beta2 = 0.999, eps = 1e-8): Kingma and Ba, arXiv:1412.6980. The rate is a number or a schedule.",
	"adamw":    "adamw(rate, decay = 0.01): Adam with decoupled weight decay, arXiv:1711.05101.",
	"sgd":      "sgd(rate, momentum = 0): gradient descent.",
	"sr":       "sr(rate, shift = 1e-3, trust = inf): stochastic reconfiguration, the natural gradient of draws from p or |ψ|²; the rate is a step in imaginary time.",
	"cosine":   "cosine(from, to): a rate that falls along half a cosine wave over the training.",
	"constant": "constant(rate): the same rate at all steps.",
	"warmup":   "warmup(n, then): a schedule multiplied by step/n during the first n steps.",
}

func (c ctx) makeOptimiser(e *lang.Call, name string) Value {
	o := &optimiser{name: name}
	adam := optim.DefaultAdam
	if name == "adamw" {
		adam.Decay = 0.01
	}
	sgd := optim.SGD{}
	var options []string
	for i, a := range e.Args {
		if a.Name == nil {
			if i > 0 {
				fail("G0502", a, fmt.Sprintf("%s has one argument without a name, the learning rate", name), here("%s", optimiserDocs[name]), help("%s(1e-3)", name))
			}
			o.schedule, o.constant = c.scheduleOf(a.X)
			continue
		}
		v := func() float64 { return c.known1(a.X, c.real(a.X)) }
		known := true
		switch {
		case name == "sgd":
			options = []string{"momentum"}
			if known = a.Name.Id == "momentum"; known {
				sgd.Momentum = v()
			}
		default:
			options = []string{"beta1", "beta2", "eps"}
			if name == "adamw" {
				options = append(options, "decay")
			}
			switch a.Name.Id {
			case "beta1":
				adam.Beta1 = v()
			case "beta2":
				adam.Beta2 = v()
			case "eps":
				adam.Eps = v()
			case "decay":
				adam.Decay = v()
				known = name == "adamw"
			default:
				known = false
			}
		}
		if !known {
			c.unknownOption(a.Name, options, help("the learning rate comes first, without a name: %s(1e-3)", name))
		}
	}
	if o.schedule == nil {
		o.schedule, o.constant = defaultOptimiser().schedule, true
	}
	o.method = adam
	if name == "sgd" {
		o.method = sgd
	}
	if err := o.method.Check(); err != nil {
		fail("G0703", e, err.Error(), here("%s", optimiserDocs[name]), help("%s(1e-3)", name))
	}
	return &Record{Kind: name, Data: o}
}

// scheduleOf takes a number or a schedule as a learning rate.
func (c ctx) scheduleOf(e lang.Expr) (schedule optim.Schedule, constant bool) {
	v := c.eval(e)
	if r, ok := v.(*Record); ok {
		if s, ok := r.Data.(optim.Schedule); ok {
			return s, false
		}
	}
	s, err := optim.Constant(c.known1(e, c.number(e, v)))
	if err != nil {
		fail("G0703", e, err.Error(), at("not positive"), why("a step goes downhill; maximize is the way uphill"), help("1e-3, or a schedule: cosine(1e-2, 1e-4)"))
	}
	return s, true
}

func (c ctx) makeSchedule(e *lang.Call, name string) Value {
	want := map[string]int{"cosine": 2, "constant": 1, "warmup": 2}[name]
	if len(e.Args) != want {
		fail("G0502", e, fmt.Sprintf("%s takes %s", name, plural(want, "argument")), here("%s", optimiserDocs[name]),
			help("%s(%s)", name, strings.TrimSuffix(strings.Repeat("…, ", want), ", ")))
	}
	num := func(i int) float64 { return c.known1(e.Args[i].X, c.real(e.Args[i].X)) }
	var s optim.Schedule
	var err error
	switch name {
	case "cosine":
		s, err = optim.Cosine(num(0), num(1))
	case "constant":
		s, err = optim.Constant(num(0))
	case "warmup":
		then, _ := c.scheduleOf(e.Args[1].X)
		s, err = optim.Warmup(c.positive(e.Args[0].X), then)
	}
	if err != nil {
		fail("G0703", e, err.Error(), here("%s", optimiserDocs[name]), help("rates above 0, as in cosine(1e-2, 1e-4)"))
	}
	return &Record{Kind: name, Data: s}
}
