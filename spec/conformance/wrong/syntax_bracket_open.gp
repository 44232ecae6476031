y = sqrt((1 + 2)*3  #! G0103: ( is never closed
z = 1
