φ = 0.5
z = exp(1im*φ)  #! G0409: complex numbers are not supported by this version
