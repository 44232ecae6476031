flow up(z: real) { exp(z) }
z = (up⁻¹)(-2)  #! G0417: this value is outside of the image of the map
