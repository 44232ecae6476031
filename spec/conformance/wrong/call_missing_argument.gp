E(s, J) = J*s
x = E(1)  #! G0502: E needs a value for J
