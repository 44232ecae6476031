N = 4
A[i,j] = 1 for i in 1..N, j in 1..N if j < i
x = [1, 2, 3, 4]
y[i] = sum(A[i,j]*x[j] for j in 1..N) for i in 1..N
print(y, norm(A @ x - y), A[2])
#> [0, 1, 3, 6] 0 [1, 0, 0, 0]
