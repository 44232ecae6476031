z = 1 + 2im
x = z < 3  #! G0409: < is not defined for complex numbers
