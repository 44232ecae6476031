r = 2
area = 3r  #! G0108: 3 and r stand side by side without an operator
