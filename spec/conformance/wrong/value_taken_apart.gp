x, y, z = (1, 2)  #! G0407: 2 values cannot be given to 3 names
