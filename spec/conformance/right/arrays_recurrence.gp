## The Fibonacci numbers, and a recurrence on two indices (Pascal's triangle).
F[0] = 0
F[1] = 1
F[n] = F[n-1] + F[n-2] for n in 2..10
C[n,0] = 1 for n in 0..5
C[0,k] = 0 for k in 1..5
C[n,k] = C[n-1,k-1] + C[n-1,k] for n in 1..5, k in 1..5
print(F, [C[5,k] for k in 0..5])
#> [0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55] [1, 5, 10, 10, 5, 1]
