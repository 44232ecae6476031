name = "ising  #! G0105: this text is not closed on its line
x = 1
