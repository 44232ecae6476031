T = 2
T + 1  #! G0115: the value of this expression is lost
