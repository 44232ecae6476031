flow scale(z: real) { param a = 0;  a*z }
z = (scale⁻¹)(1)  #! G0417: this map has no inverse, as its parameters now are
