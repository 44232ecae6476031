# A model as JAX: its log-density, and a sampler whose loop draws one element after the other. A flow has two directions.
I = 1..3
model p(s: spin[I]) {
  param W[i,j] = i - j for i in I, j in I if j < i
  h[i] = tanh(sum(W[i,j]*s[j] for j in I)) for i in I
  s[i] ~ spin(logit = h[i]) for i in I
}
export(p, as = jax)
flow T(z: real[I]) {
  param a = 0.5 in (0, 1)
  x[1] = sinh(z[1])
  x[i] = z[i]*exp(a*sin(x[i-1])) for i in 2..3
  x
}
export(T, as = numpy)
#> """p, a model"""
#> import jax
#> import jax.numpy as np
#> import jax.scipy.special as sp
#>
#> jax.config.update("jax_enable_x64", True)
#>
#>
#> def _lead(*arrays):
#>     """The shape of the samples in front of arrays with so many axes of their own."""
#>     return np.broadcast_shapes(*(np.shape(x)[:np.ndim(x) - axes] for x, axes in arrays))
#>
#>
#> def _stop(x):
#>     return jax.lax.stop_gradient(x)
#>
#>
#> def _sum(axes, *factors):
#>     """A sum of products, as of einsum."""
#>     return np.einsum(axes, *factors)
#>
#>
#> def _uniform(key, k, shape):
#>     """Random numbers of the open interval (0, 1)."""
#>     return jax.random.uniform(jax.random.fold_in(key, k), shape, minval=2.0**-54)
#>
#>
#> _T1 = np.array([0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0], dtype=float).reshape(3, 3)
#>
#>
#> params = {
#>     "p.W": np.array([0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 2.0, 1.0, 0.0]).reshape(3, 3),
#> }
#>
#>
#> def log_prob(params, s):
#>     """The logarithm of the density.
#>
#>     s: spin[1..3], of shape (..., 3)
#>     """
#>     s = np.asarray(s, dtype=float)
#>     p_W = _T1 * params["p.W"]
#>     t1 = _sum("ij,...j->...i", p_W, s)
#>     h = np.tanh(t1)
#>     t2 = np.sum(np.logaddexp(-(s * h), 0.0), axis=-1)
#>     return -t2
#>
#>
#> def sample(params, key, shape=()):
#>     """Draws with a shape of samples in front."""
#>     p_W = _T1 * params["p.W"]
#>     p_s = _uniform(key, 1, shape + (3,))
#>     lead = _lead((p_s, 1))
#>     s = np.zeros(lead + (3,))
#>     def body(k, state):
#>         (s,) = state
#>         t1 = _stop(s)
#>         t2 = _sum("ij,...j->...i", p_W, t1)
#>         h = np.tanh(t2)
#>         s_2 = np.where(p_s < sp.expit(h), 1.0, -1.0)
#>         s = s_2
#>         return (s,)
#>     (s,) = jax.lax.fori_loop(0, 3, body, (s,))
#>     t3 = _stop(s)
#>     return t3
#> """T, a flow"""
#> import numpy as np
#> import scipy.special as sp
#>
#>
#> def _lead(*arrays):
#>     """The shape of the samples in front of arrays with so many axes of their own."""
#>     return np.broadcast_shapes(*(np.shape(x)[:np.ndim(x) - axes] for x, axes in arrays))
#>
#>
#> _I1 = np.array([1, 2], dtype=int)
#> _T2 = np.array([1.0, 0.0, 0.0], dtype=float)
#> _I3 = np.array([0, 0, 1], dtype=int)
#> _B4 = np.array([0, 1, 1], dtype=bool)
#> _I5 = np.array([0, 1], dtype=int)
#>
#>
#> params = {
#>     "T.a": np.array(0.0),
#> }
#>
#>
#> def forward(params, z):
#>     """The map.
#>
#>     z: real[1..3], of shape (..., 3)
#>     """
#>     z = np.asarray(z, dtype=float)
#>     T_a = params["T.a"]
#>     t1 = sp.expit(T_a)
#>     t2 = z[..., _I1]
#>     t3 = z[..., 0]
#>     t4 = np.sinh(t3)
#>     lead = _lead((t2, 1), (t4, 0))
#>     x = np.zeros(lead + (3,))
#>     for k in range(2):
#>         t5 = x[..., _I5]
#>         t6 = np.where(_B4, (t2 * np.exp(t1 * np.sin(t5)))[..., _I3], 0.0)
#>         x_2 = np.where(_T2 != 0, t4[..., None], t6)
#>         x = x_2
#>     t7 = x[..., _I5]
#>     t8 = np.where(_B4, (t2 * np.exp(t1 * np.sin(t7)))[..., _I3], 0.0)
#>     x_3 = np.where(_T2 != 0, t4[..., None], t8)
#>     return x_3
#>
#>
#> def inverse(params, x):
#>     """The inverse of the map.
#>
#>     x: real[1..3], of shape (..., 3)
#>     """
#>     x = np.asarray(x, dtype=float)
#>     t1 = x[..., 0]
#>     t2 = x[..., _I1]
#>     T_a = params["T.a"]
#>     t3 = x[..., _I5]
#>     t4 = np.where(_B4, (t2 / np.exp(sp.expit(T_a) * np.sin(t3)))[..., _I3], 0.0)
#>     return np.where(_T2 != 0, np.arcsinh(t1)[..., None], t4)
#>
#>
#> def logdet(params, z):
#>     """log|det| of the derivative of the map.
#>
#>     z: real[1..3], of shape (..., 3)
#>     """
#>     z = np.asarray(z, dtype=float)
#>     t1 = z[..., 0]
#>     T_a = params["T.a"]
#>     t2 = sp.expit(T_a)
#>     t3 = z[..., _I1]
#>     t4 = np.sinh(t1)
#>     lead = _lead((t3, 1), (t4, 0))
#>     x = np.zeros(lead + (3,))
#>     for k in range(2):
#>         t5 = x[..., _I5]
#>         t6 = np.sin(t5)
#>         t7 = np.where(_B4, (t3 * np.exp(t2 * t6))[..., _I3], 0.0)
#>         x_2 = np.where(_T2 != 0, t4[..., None], t7)
#>         x = x_2
#>     t8 = x[..., _I5]
#>     t9 = np.sin(t8)
#>     t10 = np.sum(t9, axis=-1)
#>     t11 = np.logaddexp(t1, -t1) - 0.6931471805599453 + t2 * t10
#>     return t11
