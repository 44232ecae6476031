a = missing + 1  #! G0201: missing is not defined
b = a^2
c = b + a
