N = 10
x[i] = i^2 for i in N  #! G0303: an index set is needed here, and this is the number 10
