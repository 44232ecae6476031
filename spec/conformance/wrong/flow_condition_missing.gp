flow move(z: real | a: real, b: real) { a*z + b }
x = (move⁻¹)(1)  #! G0502: this map has conditions, which are not given
