n = 4
x = n(2)  #! G0501: a number cannot be called
