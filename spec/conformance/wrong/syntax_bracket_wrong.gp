y = [1, 2, 3)  #! G0104: [ is closed by )
