n = 3
m = n[1]  #! G0406: 1 indices for an array over 
