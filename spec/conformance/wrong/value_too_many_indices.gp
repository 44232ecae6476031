A[i,j] = i*j for i in 1..3, j in 1..3
x = A[1,2,3]  #! G0406: 3 indices for an array over 1..3, 1..3
