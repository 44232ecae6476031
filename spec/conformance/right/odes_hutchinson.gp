## The divergence of a linear velocity, estimated: exact where the matrix is diagonal, unbiased elsewhere.
A = [[0.3, 0.8], [-0.6, 0.1]]
B = [[0.3, 0], [0, 0.1]]
exact = odeflow(x -> A @ x, 0, 1)
diagonal = odeflow(x -> B @ x, 0, 1, divergence = hutchinson)
many = odeflow(x -> A @ x, 0, 1, divergence = hutchinson(samples = 2000))
z = [1, 2]
print("{logdet(exact)(z):.6f} {logdet(diagonal)(z):.6f}")
#> 0.400000 0.400000
assert abs(logdet(many)(z) - 0.4) < 4*0.2/√2000, "within four standard deviations: one vector gives 0.4 ± 0.2"
