# Square arrays are matrices; a Jacobian over P, D, P, D is one, too.
A = [[2, 1], [1, 3]]
print(det(A), "{logdet(A):.6f}", inverse(A), solve(A, [1, 2]))
#> 5 1.609438 [[0.6, -0.2], [-0.2, 0.4]] [0.2, 0.6]
P = 1..2
D = 1..2
f(x) = [2*x[i,d] + x[i,1] for i in P, d in D]
print(det(jacobian(f)([[1, 2], [3, 4]])), det([[0, 1], [1, 0]]))
#> 36 -1
# The derivative of log|det B| is the transposed inverse of B.
g(B) = logdet(B)
print(grad(g)(A))
#> [[0.6, -0.2], [-0.2, 0.4]]
