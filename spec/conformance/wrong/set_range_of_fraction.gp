N = 5/2
x[i] = i for i in 1..N  #! G0304: a whole number is needed here, and this is 2.5
