I = 1..4
mean_field = I/2  #! G0401: a number or an array is needed here, and this is the set 1..4
