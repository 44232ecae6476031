y = exp(1, 2)  #! G0502: exp takes one argument
