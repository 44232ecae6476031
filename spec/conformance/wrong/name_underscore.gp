y = 2*_  #! G0203: _ stands for nothing here
