# A function as NumPy: sums of products are contractions, axes of samples stand in front, guards do not divide by zero.
I = 1..3
V(x: real[I]) = sum(x[i]*x[j] for i in I, j in I if i < j) + sum(if x[i] != 0 then sin(x[i])/x[i] else 1 for i in I)
export(V, as = numpy)
#> """V, a function"""
#> import numpy as np
#>
#>
#> def _lead(*arrays):
#>     """The shape of the samples in front of arrays with so many axes of their own."""
#>     return np.broadcast_shapes(*(np.shape(x)[:np.ndim(x) - axes] for x, axes in arrays))
#>
#>
#> def _sum(axes, *factors):
#>     """A sum of products, as of einsum."""
#>     return np.einsum(axes, *factors, optimize=True)
#>
#>
#> _T1 = np.array([0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0], dtype=float).reshape(3, 3)
#>
#>
#> def V(x):
#>     """x: real[1..3], of shape (..., 3)"""
#>     x = np.asarray(x, dtype=float)
#>     t1 = _sum("...i,ij->...j", x, _T1)
#>     t2 = _sum("...i,...i->...", x, t1)
#>     t3 = np.where(x != 0.0, np.sin(x) / np.where(x != 0.0, x, 1.0), 1.0)
#>     t4 = np.sum(t3, axis=-1)
#>     return t2 + t4
