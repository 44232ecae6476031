x + 1 = 3  #! G0123: the left side of an equation names what it defines
