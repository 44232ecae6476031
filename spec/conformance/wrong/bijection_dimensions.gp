T = bijection((x: real[1..2]) -> x[1] + x[2])
y = T([1, 2])  #! G0413: this map has no inverse, as it changes the number of coordinates
