z = (bijection(z -> exp(z))⁻¹)(-1)  #! G0418: the inverse of this map is not found here: Newton's iteration leaves a residual of
