package export

import (
	"maps"
	"slices"
	"strings"

	"github.com/gibbs-lang/gibbs/ad"
)

// sharedHelpers are functions that a file contains where it needs them; np is numpy or jax.numpy.
var sharedHelpers = map[string]string{
	"_spread": `
def _spread(x, shape):
    """x along axes of the given shape, with its axes of samples in front."""
    lead = np.shape(x)[:max(0, np.ndim(x) - len(shape))]
    return np.broadcast_to(x, lead + shape)
`,
	"_load": `
def _load(name):
    """Arrays by name, from a file beside this one (.npz or .safetensors)."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
    if name.endswith(".npz"):
        with numpy.load(path) as arrays:
            return {k: np.asarray(v) for k, v in arrays.items()}
    with open(path, "rb") as f:
        head = json.loads(f.read(int.from_bytes(f.read(8), "little")))
        data = f.read()
    head.pop("__metadata__", None)
    return {k: np.asarray(numpy.frombuffer(data[slice(*v["data_offsets"])]).reshape(v["shape"])) for k, v in head.items()}
`,
	"_bits": `
def _bits(digits, shape):
    """A table of 0 and 1, four in each digit."""
    bits = numpy.unpackbits(numpy.frombuffer(bytes.fromhex(digits), dtype=numpy.uint8))
    return np.asarray(bits[:numpy.prod(shape, dtype=int)].reshape(shape))
`,
	"_turn": `
def _turn(x, order):
    """x with its last axes in another order, counted from the end."""
    lead = np.ndim(x) - len(order)
    return np.transpose(x, tuple(range(lead)) + tuple(lead + len(order) + k for k in order))
`,
	"_lead": `
def _lead(*arrays):
    """The shape of the samples in front of arrays with so many axes of their own."""
    return np.broadcast_shapes(*(np.shape(x)[:np.ndim(x) - axes] for x, axes in arrays))
`,
	"_place": `
def _inside(i, size):
    """Whether positions are on an axis."""
    return (i > -1) & (i < size)


def _place(i, size):
    """Positions as whole numbers, 0 for those that are not on the axis."""
    return np.where(_inside(i, size), i, 0).astype(int)
`,
	"_read": `
def _read(x, at, shape):
    """Elements of every sample of x at positions, which differ from sample to sample."""
    axes = len(at)
    sizes = np.shape(x)[np.ndim(x) - axes:]
    lead = _lead((x, axes), *((i, len(shape)) for i in at if np.ndim(i) > len(shape)))
    flat = 0
    for i, size in zip(at, sizes):
        flat = flat * size + i
    flat = np.broadcast_to(flat, lead + shape).reshape(lead + (-1,))
    x = np.broadcast_to(x, lead + sizes).reshape(lead + (-1,))
    return np.take_along_axis(x, flat, axis=-1).reshape(lead + shape)
`,
	"_log_i0": `
def _log_i0(x):
    """log I_0(x)."""
    small = np.minimum(np.abs(x), 1.0)
    term, series = 1.0, 0.0
    for k in range(1, 20):
        term = term * small * small / (4.0 * k * k)
        series = series + term
    return np.where(np.abs(x) < 1, np.log1p(series), np.log(sp.i0e(x)) + np.abs(x))
`,
	"_det_angle": `
def _det_angle(x):
    """The angle of det(A + iB), with A and B the left blocks of x."""
    n = x.shape[-1] // 2
    return np.angle(np.linalg.slogdet(x[..., :n, :n] + 1j * x[..., n:, :n])[0])
`,
	"_von_mises": `
def _von_mises(kappa, theta, f):
    """The integral of f(cos t - 1) over the density of von Mises from 0 to theta, by points of Gauss."""
    end = np.minimum(np.abs(theta), 10.0 / np.sqrt(np.maximum(kappa, 1e-300)))[..., None]
    c = -2.0 * np.sin(_X * end / 2.0) ** 2
    terms = _W * np.exp(kappa[..., None] * c) * f(c)
    return np.sign(theta) * np.sum(terms, axis=-1) * end[..., 0] / (2.0 * np.pi * sp.i0e(kappa))


_X, _W = numpy.polynomial.legendre.leggauss(100)
_X, _W = (_X + 1.0) / 2.0, _W / 2.0


def _von_mises_cdf(kappa, theta):
    kappa, theta = np.broadcast_arrays(np.asarray(kappa, dtype=float), np.asarray(theta, dtype=float))
    inside = 0.5 + _von_mises(kappa, theta, lambda c: 1.0)
    return np.where(theta <= -np.pi, 0.0, np.where(theta >= np.pi, 1.0, inside))


def _von_mises_slope(kappa, theta):
    """The derivative of the distribution function along kappa."""
    kappa, theta = np.broadcast_arrays(np.asarray(kappa, dtype=float), np.asarray(theta, dtype=float))
    rest = 2.0 * _von_mises(kappa, np.full(np.shape(kappa), np.pi), lambda c: -c)
    return np.where(np.abs(theta) >= np.pi, 0.0, _von_mises(kappa, theta, lambda c: c + rest[..., None]))


def _von_mises_quantile(kappa, u):
    kappa, u = np.broadcast_arrays(np.asarray(kappa, dtype=float), np.asarray(u, dtype=float))
    low, high = np.full(np.shape(u), -np.pi), np.full(np.shape(u), np.pi)
    for _ in range(54):
        middle = (low + high) / 2.0
        below = _von_mises_cdf(kappa, middle) < u
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2.0
`,
	"_gamma_slope": `
def _gamma_slope(a, x):
    """The derivative of the distribution function of the gamma distribution along its shape, by the series of P(a, x)."""
    a, x = np.broadcast_arrays(np.asarray(a, dtype=float), np.asarray(x, dtype=float))
    log_x = np.log(np.where(x > 0, x, 1.0))[..., None]
    n = a[..., None] + np.arange(1000.0)
    terms = np.exp(n * log_x - x[..., None] - sp.gammaln(n + 1.0)) * (log_x - sp.digamma(n + 1.0))
    return np.where(x > 0, np.sum(terms, axis=-1), 0.0)
`,
	"_bessel_ratio": `
def _bessel_ratio(n, x):
    """I_n(x)/I_0(x), by the continued fraction of the ratios of neighbouring orders."""
    n, x = np.broadcast_arrays(np.abs(np.asarray(n, dtype=float)), np.asarray(x, dtype=float))
    y = np.abs(x)
    out, ratio = np.ones(np.shape(y)), y / (602.0 + np.sqrt(603.0**2 + y * y))
    for k in range(600, 0, -1):
        ratio = y / (2.0 * k + y * ratio)
        out = np.where(k <= n, out * ratio, out)
    return np.where((x < 0) & (np.mod(n, 2.0) == 1), -out, out)
`,
}

// helperOf is the helper that holds a function of a row.
var helperOf = map[string]string{"_inside": "_place", "_von_mises_cdf": "_von_mises", "_von_mises_slope": "_von_mises", "_von_mises_quantile": "_von_mises"}

// sortedHelpers is the order in which they stand, so that equal programs give equal files.
var sortedHelpers = slices.Sorted(maps.Keys(merged(sharedHelpers, numpyHelpers, jaxHelpers)))

func merged(lists ...map[string]string) map[string]string {
	out := map[string]string{}
	for _, list := range lists {
		maps.Copy(out, list)
	}
	return out
}

// all are the helpers of a language.
func (f *file) all() map[string]string { return merged(sharedHelpers, f.lang.helpers) }

func (f *file) helper(word string) string { return f.all()[word] }

var numpyHelpers = map[string]string{
	"_spherical_j": `
def _spherical_j(n, x):
    return sp.spherical_jn(np.asarray(n).astype(int), x)
`,
	"_stop": `
def _stop(x):
    return x
`,
	"_sum": `
def _sum(axes, *factors):
    """A sum of products, as of einsum."""
    return np.einsum(axes, *factors, optimize=True)
`,
	"_uniform": `
def _uniform(key, k, shape):
    """Random numbers of the open interval (0, 1); key is a Generator of numpy."""
    return (key.integers(0, 2**52, shape) + 0.5) * 2.0**-52
`,
	"_normal": `
def _normal(key, k, shape):
    """Standard normal numbers; key is a Generator of numpy."""
    return key.standard_normal(shape)
`,
	"_scatter": `
def _scatter(v, at, outer, along, sizes):
    """The terms v over outer and along, added up at positions on new axes of the given sizes."""
    axes = len(outer) + len(along)
    lead = np.broadcast_shapes(*(np.shape(x)[:max(0, np.ndim(x) - axes)] for x in (v,) + at))
    full = lead + outer + along
    out = np.zeros(lead + outer + sizes)
    where = tuple(np.indices(full)[:len(lead + outer)])
    np.add.at(out, where + tuple(np.broadcast_to(i, full) for i in at), np.broadcast_to(v, full))
    return out
`,
}

var jaxHelpers = map[string]string{
	"_bessel_j": `
def _bessel_j(n, x):
    """J_n(x) as the mean of cos(n t - x sin t), exact while n and x stay below the number of points."""
    t = 2.0 * np.pi * np.arange(512) / 512
    n, x = np.asarray(n, dtype=float)[..., None], np.asarray(x, dtype=float)[..., None]
    return np.mean(np.cos(n * t - x * np.sin(t)), axis=-1)
`,
	"_gamma_quantile": `
def _gamma_quantile(a, u):
    """The x with P(a, x) = u, by halving an interval of log x; the last step has the derivatives of x."""
    a, u = np.broadcast_arrays(np.asarray(a, dtype=float), np.asarray(u, dtype=float))
    low, high = np.full(np.shape(u), -700.0), np.full(np.shape(u), 10.0)

    def body(_, ends):
        low, high = ends
        middle = (low + high) / 2.0
        below = sp.gammainc(a, np.exp(middle)) < u
        return np.where(below, middle, low), np.where(below, high, middle)

    low, high = jax.lax.stop_gradient(jax.lax.fori_loop(0, 64, body, (low, high)))
    x = np.exp((low + high) / 2.0)
    density = jax.lax.stop_gradient(np.exp((a - 1.0) * np.log(x) - x - sp.gammaln(a)))
    return x - (sp.gammainc(a, x) - u) / density
`,
	"_beta_quantile": `
def _beta_quantile(a, b, u):
    """The x with I_x(a, b) = u, by halving an interval of its logit."""
    a, b, u = np.broadcast_arrays(np.asarray(a, dtype=float), np.asarray(b, dtype=float), np.asarray(u, dtype=float))
    low, high = np.full(np.shape(u), -700.0), np.full(np.shape(u), 700.0)

    def body(_, ends):
        low, high = ends
        middle = (low + high) / 2.0
        below = sp.betainc(a, b, sp.expit(middle)) < u
        return np.where(below, middle, low), np.where(below, high, middle)

    low, high = jax.lax.fori_loop(0, 70, body, (low, high))
    return sp.expit((low + high) / 2.0)
`,
	"_stop": `
def _stop(x):
    return jax.lax.stop_gradient(x)
`,
	"_sum": `
def _sum(axes, *factors):
    """A sum of products, as of einsum."""
    return np.einsum(axes, *factors)
`,
	"_rate": `
def _rate(progress):
    """The learning rate, from 0 at the first step to 1 at the last."""
    return np.interp(progress, np.linspace(0.0, 1.0, len(_RATES)), _RATES)
`,
	"_uniform": `
def _uniform(key, k, shape):
    """Random numbers of the open interval (0, 1)."""
    return jax.random.uniform(jax.random.fold_in(key, k), shape, minval=2.0**-54)
`,
	"_normal": `
def _normal(key, k, shape):
    """Standard normal numbers."""
    return jax.random.normal(jax.random.fold_in(key, k), shape, dtype=float)
`,
	"_scatter": `
def _scatter(v, at, outer, along, sizes):
    """The terms v over outer and along, added up at positions on new axes of the given sizes."""
    axes = len(outer) + len(along)
    lead = np.broadcast_shapes(*(np.shape(x)[:max(0, np.ndim(x) - axes)] for x in (v,) + at))
    full = lead + outer + along
    where = tuple(np.indices(full)[:len(lead + outer)])
    at = where + tuple(np.broadcast_to(i, full) for i in at)
    return np.zeros(lead + outer + sizes).at[at].add(np.broadcast_to(v, full))
`,
}

// sharedRows are operations that need a helper; numpyRows and jaxRows are those that only one library has.
var sharedRows = map[ad.Op]row{
	ad.Polygamma: call("sp.polygamma", 2), ad.BesselRatio: call("_bessel_ratio", 2), ad.GammaPSlope: call("_gamma_slope", 2),
	ad.VonMisesCDF: call("_von_mises_cdf", 2), ad.VonMisesSlope: call("_von_mises_slope", 2), ad.VonMisesQuantile: call("_von_mises_quantile", 2),
}

var numpyRows = map[ad.Op]row{
	ad.BesselJ: call("sp.jv", 2), ad.BesselY: call("sp.yv", 2), ad.SphericalJ: call("_spherical_j", 2),
	ad.GammaQuantile: call("sp.gammaincinv", 2), ad.BetaQuantile: call("sp.betaincinv", 3),
}

var jaxRows = map[ad.Op]row{
	ad.BesselJ: call("_bessel_j", 2), ad.GammaQuantile: call("_gamma_quantile", 2), ad.BetaQuantile: call("_beta_quantile", 3),
}

// numpyLoop is a for statement.
func numpyLoop(w *writer, count int, at string, state []string, inside func()) {
	w.line("for %s in range(%d):", at, count)
	w.deeper(inside)
}

func numpyStore(w *writer, array, at, value string) { w.line("%s%s = %s", array, at, value) }

// jaxLoop is a function that lax turns.
func jaxLoop(w *writer, count int, at string, state []string, inside func()) {
	body := w.taken.unique("body")
	list := strings.Join(state, ", ")
	if len(state) == 1 {
		list += ","
	}
	w.line("def %s(%s, state):", body, at)
	w.deeper(func() {
		w.line("(%s) = state", list)
		inside()
		w.line("return (%s)", list)
	})
	w.line("(%s) = jax.lax.fori_loop(0, %d, %s, (%s))", list, count, body, list)
}

func jaxStore(w *writer, array, at, value string) {
	w.line("%s = %s.at%s.set(%s)", array, array, at, value)
}

// deeper writes an indented block.
func (w *writer) deeper(inside func()) {
	was := w.indent
	w.indent += "    "
	inside()
	w.indent = was
}
