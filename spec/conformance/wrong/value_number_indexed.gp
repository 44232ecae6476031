n = 3
m = n[1]  #! G0406: a number has no elements, and an index stands here
