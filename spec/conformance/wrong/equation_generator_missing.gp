A[i,j] = i for i in 1..3  #! G0201: j is not defined
