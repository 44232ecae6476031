A[i,j] = i + j for i in 1..3, j in 1..4
B = A @ A  #! G0404: @ cannot contract 1..4 with 1..3: the last index of the left side and the first of the right side differ
