x = (1 + ; y = 2  #! G0103: ( is never closed
