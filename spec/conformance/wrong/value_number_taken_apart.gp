x, y = 3  #! G0407: a number cannot be taken apart into 2 values
