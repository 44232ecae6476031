A[i,j] = i + j for i in 1..3, j in 1..4
b = A @ 2  #! G0404: @ contracts two arrays, and one side is a number
