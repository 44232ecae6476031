x = 3
y = x⁻¹  #! G0414: an inverse is of a map, and this is a number
