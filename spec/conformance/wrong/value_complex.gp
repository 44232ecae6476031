z = 1 + 2im
x = floor(z)  #! G0409: floor is not defined for complex numbers here
