## What was learned leaves Gibbs: a trained density as NumPy and as a formula, its training as a JAX script for other machines.
import realnvp

input steps = 4000        "training steps"
input batch = 512         "samples a step"

## Two coupled anharmonic oscillators at temperature 1.
I = 1..2
V(x: real[I]) = sum(x[i]^4 + x[i]^2/2 for i in I) - x[1]*x[2]

base = [normal(0, 1) for i in I]
T = realnvp.stack(I, layers = 6, width = 24)
q = base |> T
fit = minimize mean(V(x) + log(q(x)) for x ~ q) using adam(cosine(1e-2, 1e-4)) with batch = batch, steps = steps
z = integrate(x -> integrate(y -> exp(-V([x, y])), -6, 6), -6, 6)
print("-ln Z ≤ {fit.value}   exact {-log(z):.6f}")
assert fit.value.mean > -log(z) - 4*fit.value.err and fit.value.mean < -log(z) + 0.05

export(V, to = "potential.tex", as = latex)                            # as it stands, for the paper
export((x: real[I]) -> grad(V)(x), to = "force.py", as = numpy)        # the gradient that Gibbs derives
export(T, to = "flow.py", as = numpy, parameters = "flow.safetensors")  # forward, inverse, logdet
export(q, to = "density.py", as = jax)                                 # log_prob(params, x), sample(params, key, shape)
export(fit, to = "training.py", as = jax)                              # python training.py --steps 2000, on all devices
