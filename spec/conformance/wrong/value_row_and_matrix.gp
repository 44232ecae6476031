A[i,j] = i + j for i in 1..3, j in 1..3
b[i] = i for i in 1..3
C = A + b  #! G0403: + of an array over 1..3, 1..3 and one over 1..3
