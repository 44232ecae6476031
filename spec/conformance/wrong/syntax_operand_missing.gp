E(s) = -s[1]*s[2] +* s[3]  #! G0101: * joins two operands
