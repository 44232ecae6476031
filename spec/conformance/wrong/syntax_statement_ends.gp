y = 3 +  #! G0130: the statement ends where an operand is expected
