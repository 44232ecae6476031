K = 2
s = 3
y = K s  #! G0108: K and s stand side by side without an operator
