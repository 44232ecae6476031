A[i,j] = i + j for i in 1..3, j in 1..4
B = A @ A  #! G0404: @ contracts the last index of the left side with the first of the right side, and they differ
