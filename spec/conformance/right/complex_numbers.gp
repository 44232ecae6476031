## Complex numbers: arithmetic, functions, parts and arrays.
z = 1 + 2im
print(z*z, z/(1 - im), abs(3 + 4im), conj(z), z^3)
#> -3 + 4im -0.5 + 1.5im 5 1 - 2im -11 - 2im
print(im^2 == -1, re(z), imag(z), arg(im) == pi/2)
#> true 1 2 true
w[k] = exp(2*pi*im*k/5) for k in 1..5
assert abs(sum(w)) < 1e-14
M = [[1, im], [-im, 1]]
print(M @ M)
#> [[2 + 0im, 0 + 2im], [0 - 2im, 2 + 0im]]
f(θ) = abs(exp(im*θ) + 1)^2
assert abs(grad(f)(0.3) + 2*sin(0.3)) < 1e-14
assert abs(sqrt(-4 + 0im) - 2im) < 1e-15 and abs(log(-1 + 0im) - pi*im) < 1e-15
assert abs(im^im - exp(-pi/2)) < 1e-15 and abs(cos(im) - cosh(1)) < 1e-15
assert abs(det([[1 + im, 2], [im, 3 - im]]) - 4) < 1e-14 and abs(logdet([[1 + im, 2], [im, 3 - im]]) - log(4)) < 1e-14
## Plane waves in a determinant: an eigenfunction of -Δ with the sum of k².
k = [[0, 0], [1, 0], [0, 1]]
Ψ(x: real[1..3, 1..2]) = det([exp(im*sum(k[i,d]*x[j,d] for d in 1..2)) for i in 1..3, j in 1..3])
assert abs(local(-Δ, Ψ, [[0.1, 0.2], [0.5, -0.3], [1.0, 0.7]]) - 2) < 1e-10
