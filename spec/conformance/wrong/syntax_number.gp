x = 1.5e999  #! G0107: this number is too large
