package export

import (
	"fmt"
	"math"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
)

// Training is how parameters are trained: along the derivative of an objective that is made smaller.
type Training struct {
	Objective Function  // one number; Args are what Step and Progress name, as far as they are read
	Start     string    // how the objective reads in the program
	Step      *ad.Node  // the number of the step, from 1
	Progress  *ad.Node  // from 0 to 1 over the training
	Steps     int       // of the training
	Rates     []float64 // the learning rate at equal distances from the first step to the last; one number where it is constant
	Sign      float64   // -1 where the program makes the objective larger
	Clip      float64   // the largest norm of a gradient; +Inf for any
	Rule      Rule
}

// Rule is how a step follows from a gradient: Adam with decoupled weight decay, or gradient descent with momentum.
type Rule struct {
	Adam                     bool
	Beta1, Beta2, Eps, Decay float64
	Momentum                 float64
}

const adamSource = `

def begin(params):
    """What the optimiser remembers before the first step."""
    zeros = {k: np.zeros_like(p) for k, p in params.items()}
    return zeros, dict(zeros)


def follow(params, grads, memory, step, rate):
    """A step of Adam (Kingma and Ba, arXiv:1412.6980)%[4]s."""
    m, v = memory
    m = {k: %[1]v * m[k] + (1 - %[1]v) * g for k, g in grads.items()}
    v = {k: %[2]v * v[k] + (1 - %[2]v) * g * g for k, g in grads.items()}
    size = {k: np.sqrt(v[k] / (1 - %[2]v**step)) + %[3]v for k in params}
    params = {k: %[5]s - rate * m[k] / (1 - %[1]v**step) / size[k] for k, p in params.items()}
    return params, (m, v)
`

const descentSource = `

def begin(params):
    """What the optimiser remembers before the first step."""
    return {k: np.zeros_like(p) for k, p in params.items()}


def follow(params, grads, memory, step, rate):
    """A step of gradient descent with momentum."""
    memory = {k: %[1]v * memory[k] + g for k, g in grads.items()}
    return {k: p - rate * memory[k] for k, p in params.items()}, memory
`

const trainSource = `

def averaged(params, keys, step, progress):
    """The objective and its derivative: means over devices, each of which has a key and so draws of its own."""
    of = jax.value_and_grad(lambda params, key: objective(%[1]s))
    values, grads = jax.vmap(of, in_axes=(None, 0))(params, keys)
    return np.mean(values), jax.tree.map(lambda g: np.mean(g, axis=0), grads)


@jax.jit
def update(params, memory, keys, step, progress):
    """One step."""
    value, grads = averaged(params, keys, step, progress)
%[2]s    params, memory = follow(params, grads, memory, step, %[3]s)
    return params, memory, value


def spread_out():
    """Keys that lie on all devices, one on each, from a key; XLA divides the work as they lie."""
    devices = jax.devices()
    mesh = jax.sharding.Mesh(devices, ("device",))
    place = jax.sharding.NamedSharding(mesh, jax.sharding.PartitionSpec("device"))
    return lambda key: jax.device_put(jax.random.split(key, len(devices)), place)


def train(params, steps=%[4]d, seed=0, show=100):
    """Trains the parameters, and shows the objective now and then."""
    keys_of, key, memory = spread_out(), jax.random.key(seed), begin(params)
    for step in range(1, steps + 1):
        progress = (step - 1) / max(1, steps - 1)
        params, memory, value = update(params, memory, keys_of(jax.random.fold_in(key, step)), float(step), progress)
        if show and (step %% show == 0 or step == steps):
            print(f"step {step}: {%[5]s:.6g}", flush=True)
    return params


def measure(params, steps=%[4]d, seed=1, repeat=20):
    """The objective with its standard error, from so many repetitions of its draws on each device."""
    keys_of, key = spread_out(), jax.random.key(seed)
    of = jax.jit(jax.vmap(lambda key, params: objective(%[6]s), in_axes=(0, None)))
    values = np.concatenate([of(keys_of(jax.random.fold_in(key, k)), params) for k in range(repeat)])
    return %[7]s, float(np.std(values, ddof=1) / len(values) ** 0.5)


def main():
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--steps", type=int, default=%[4]d)
    words.add_argument("--seed", type=int, default=0)
    words.add_argument("--save", help="an .npz file for the parameters")
    given = words.parse_args()
    print(f"{len(jax.devices())} devices", flush=True)
    trained = train(params, given.steps, given.seed)
    if given.save:
        numpy.savez(given.save, **{k: numpy.asarray(p) for k, p in trained.items()})
    value, error = measure(trained, given.steps, given.seed + 1)
    print(f"%[8]s = {value:.8g} +- {error:.2g}")


if __name__ == "__main__":
    main()
`

// training writes the rule of a training, its loop and its command line.
func (f *file) training(t *Training) (string, error) {
	if !f.lang.jax {
		return "", &Unsupported{t.Objective.Results[0].Node, "a training needs derivatives, which numpy does not take"}
	}
	source, w, err := f.function(&t.Objective)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(source)
	if r := t.Rule; r.Adam {
		words, kept := "", "p"
		if r.Decay > 0 {
			words, kept = " with weight decay (arXiv:1711.05101)", fmt.Sprintf("p * (1 - rate * %v)", r.Decay)
		}
		fmt.Fprintf(&b, adamSource, r.Beta1, r.Beta2, r.Eps, words, kept)
	} else {
		fmt.Fprintf(&b, descentSource, r.Momentum)
	}
	clip := ""
	if !math.IsInf(t.Clip, 0) {
		clip = fmt.Sprintf("    norm = np.sqrt(sum(np.sum(g * g) for g in grads.values()))\n"+
			"    grads = {k: g * np.minimum(1.0, %v / norm) for k, g in grads.items()}\n", t.Clip)
	}
	rate := fmt.Sprint(t.Rates[0])
	if len(t.Rates) > 1 {
		f.need("_rate")
		words := make([]string, len(t.Rates))
		for k, r := range t.Rates {
			words[k] = fmt.Sprintf("%.6g", r)
		}
		fmt.Fprintf(&f.consts, "_RATES = np.array([%s])\n", wrapped(strings.Join(words, ", ")))
		rate = "_rate(progress)"
	}
	value, mean := "value", "float(np.mean(values))"
	if t.Sign < 0 {
		value, mean = "-value", "float(-np.mean(values))"
	}
	end := t.call(w, "float(steps)", "1.0")
	fmt.Fprintf(&b, trainSource, t.call(w, "step", "progress"), clip, rate, t.Steps, value, end, mean, strings.NewReplacer("{", "{{", "}", "}}", `"`, `'`).Replace(t.Start))
	return b.String(), nil
}

// call are the arguments of the objective at a step.
func (t *Training) call(w *writer, step, progress string) string {
	list := []string{"params"}
	if w.draws > 0 {
		list = append(list, "key")
	}
	for _, a := range t.Objective.Args {
		switch a.Node {
		case t.Step:
			list = append(list, step)
		case t.Progress:
			list = append(list, progress)
		}
	}
	return strings.Join(list, ", ")
}
