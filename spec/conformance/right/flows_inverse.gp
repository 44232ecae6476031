## A triangular map: its inverse, and its log-determinant as the sum of the logarithms of the slopes.
U = 1..4
A = set(i for i in U if i mod 2 == 0)
B = U minus A
flow coupling(z: real[U]) {
  param s[i,j] ~ normal(0, 0.3) for i in B, j in A
  x[A] = z[A]
  x[B] = [z[i]*exp(sum(s[i,j]*z[j] for j in A)) + sum(z[j] for j in A) for i in B]
  x
}
z = [0.3, -0.2, 0.5, 1]
x = coupling(z)
assert norm((coupling⁻¹)(x) - z) < 1e-12
assert abs(logdet(coupling)(z) - sum(coupling.s[i,j]*z[j] for i in B, j in A)) < 1e-12
print("inverted")
#> inverted
